//! What SQLite calls: a VFS over the machines, one for the whole process. The path says which machine is meant, and
//! which of its processes asks.
#![allow(unsafe_code, reason = "SQLite's interface for storage is one of C")]

use super::machine::Inner;
use super::machine::Machine;
use super::process::Holder;
use super::process::ProcessId;
use super::shared::Regions;
use super::state::FileId;
use super::state::State;
use parking_lot::Mutex;
use rusqlite::ffi;
use rusqlite::ffi::sqlite3_file;
use rusqlite::ffi::sqlite3_io_methods;
use rusqlite::ffi::sqlite3_vfs;
use std::ffi::CStr;
use std::ffi::c_char;
use std::ffi::c_int;
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::atomic::fence;

/// The name connections are opened with.
pub(super) const NAME: &str = "cortex-sim";
const C_NAME: &CStr = c"cortex-sim";

/// The time in SQL, always: 2026-01-01, in milliseconds of the Julian day.
const NOW: i64 = 2_461_041_500 * 86_400;
/// Journals that SQLite wants to find again after a crash: the first sync of one syncs its folder, as SQLite's own VFS
/// for Unix does.
const JOURNALS: c_int = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;

/// Registers the VFS, once.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let vfs = sqlite3_vfs {
            iVersion: 2,
            szOsFile: size_of::<SimFile>() as c_int,
            mxPathname: 512,
            pNext: ptr::null_mut(),
            zName: C_NAME.as_ptr(),
            pAppData: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: None,
            xCurrentTimeInt64: Some(current_time_int64),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        };
        // Statistics of memory cost a lock for every allocation. Refused, and no loss, if SQLite runs already.
        // SAFETY: the option takes one int; SQLite itself looks whether it is too late for it.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) };
        // SAFETY: the structure is complete for its version and lives for ever.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 0) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite takes the simulator's VFS");
    });
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// What SQLite makes room for and hands back with every call.
#[repr(C)]
struct SimFile {
    base: sqlite3_file,
    handle: *mut Handle,
}

/// An open file of a connection.
struct Handle {
    inner: Arc<Inner>,
    file: FileId,
    holder: Holder,
    name: String,
    delete_on_close: bool,
    /// Whether the next sync is to sync the folder too.
    new_journal: AtomicBool,
    /// The regions it has mapped, so that they stay.
    mapped: Mutex<Option<Arc<Regions>>>,
}

/// Where a path leads.
fn place(path: &CStr) -> Option<(Arc<Inner>, ProcessId, &str)> {
    let (root, name) = path.to_str().ok()?.strip_prefix("/m")?.split_once('/')?;
    let (machine, process) = root.split_once('.')?;
    let machine = Machine::find(machine.parse().ok()?)?;
    Some((machine.0, ProcessId(process.parse().ok()?), name))
}

fn code(done: Result<(), c_int>) -> c_int {
    done.err().unwrap_or(ffi::SQLITE_OK)
}

/// Runs a call on an open file for a process that lives.
///
/// # Safety
/// `file` was opened here and is not closed.
unsafe fn on(file: *mut sqlite3_file, call: impl FnOnce(&Handle, &mut State) -> Result<(), c_int>) -> c_int {
    // SAFETY: `open` put a handle there, which stays until `close`.
    let handle = unsafe { &*(*file.cast::<SimFile>()).handle };
    let mut state = handle.inner.state.lock();
    code(state.check(handle.holder.process).and_then(|()| call(handle, &mut state)))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let file = file.cast::<SimFile>();
    // SAFETY: SQLite gives room for a `SimFile`; without methods it does not call `close`.
    unsafe { (*file).base.pMethods = ptr::null() };
    // SAFETY: a name is a string that ends, or null for a temporary file.
    let opened = if name.is_null() { open_temporary() } else { open_named(unsafe { CStr::from_ptr(name) }, flags) };
    match opened {
        Ok(handle) => {
            // SAFETY: as above; `out_flags` is null or room for a number.
            unsafe {
                (*file).handle = Box::into_raw(Box::new(handle));
                (*file).base.pMethods = &raw const METHODS;
                if !out_flags.is_null() {
                    *out_flags = flags;
                }
            }
            ffi::SQLITE_OK
        }
        Err(code) => code,
    }
}

fn open_named(path: &CStr, flags: c_int) -> Result<Handle, c_int> {
    let (inner, process, name) = place(path).ok_or(ffi::SQLITE_CANTOPEN)?;
    let mut state = inner.state.lock();
    state.check(process)?;
    let create = flags & ffi::SQLITE_OPEN_CREATE != 0;
    let file = match state.id(name) {
        Some(_) if create && flags & ffi::SQLITE_OPEN_EXCLUSIVE != 0 => return Err(ffi::SQLITE_CANTOPEN),
        Some(file) => file,
        None if create => state.file_or_new(process, name)?,
        None => return Err(ffi::SQLITE_CANTOPEN),
    };
    let holder = state.open(process, file)?;
    drop(state);
    Ok(Handle {
        file,
        holder,
        name: name.to_owned(),
        delete_on_close: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
        new_journal: AtomicBool::new(create && flags & JOURNALS != 0),
        mapped: Mutex::default(),
        inner,
    })
}

/// A file without a name says nothing of its machine, and needs none: nobody finds it after a crash.
fn open_temporary() -> Result<Handle, c_int> {
    let inner = Machine::new().0;
    let mut state = inner.state.lock();
    let process = state.start();
    let name = "temporary".to_owned();
    let file = state.file_or_new(process, &name)?;
    let holder = state.open(process, file)?;
    drop(state);
    let (new_journal, mapped) = (AtomicBool::default(), Mutex::default());
    Ok(Handle { inner, file, holder, name, delete_on_close: true, new_journal, mapped })
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` put a handle there, and SQLite closes a file once.
    let handle = unsafe { Box::from_raw((*file.cast::<SimFile>()).handle) };
    let mut state = handle.inner.state.lock();
    state.close(handle.holder, handle.file);
    if handle.delete_on_close && state.is_alive(handle.holder.process) {
        // It is gone already, if it is.
        let _ = state.delete(handle.holder.process, &handle.name, false);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives room for so many bytes, and an open file.
    unsafe {
        let into = std::slice::from_raw_parts_mut(into.cast::<u8>(), amount as usize);
        on(file, |handle, state| match state.file(handle.file)?.read(at as usize, into) {
            there if there < into.len() => Err(ffi::SQLITE_IOERR_SHORT_READ),
            _ => Ok(()),
        })
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives so many bytes, and an open file.
    unsafe {
        let data = std::slice::from_raw_parts(from.cast::<u8>(), amount as usize);
        on(file, |handle, state| state.write(handle.holder.process, handle.file, at as usize, data))
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: i64) -> c_int {
    // SAFETY: SQLite gives an open file.
    unsafe { on(file, |handle, state| state.truncate(handle.holder.process, handle.file, size as usize)) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    unsafe {
        on(file, |handle, state| {
            let folder_of = handle.new_journal.load(Ordering::Relaxed).then_some(handle.name.as_str());
            state.sync(handle.holder.process, handle.file, folder_of)?;
            handle.new_journal.store(false, Ordering::Relaxed);
            Ok(())
        })
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite gives an open file, and room for a number.
    unsafe {
        on(file, |handle, state| {
            *size = state.file(handle.file)?.len() as i64;
            Ok(())
        })
    }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    unsafe { on(file, |handle, state| state.file(handle.file)?.locks.lock(handle.holder, level)) }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    unsafe {
        on(file, |handle, state| {
            state.file(handle.file)?.locks.unlock(handle.holder, level);
            Ok(())
        })
    }
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, reserved: *mut c_int) -> c_int {
    // SAFETY: SQLite gives an open file, and room for a number.
    unsafe {
        on(file, |handle, state| {
            *reserved = c_int::from(state.file(handle.file)?.locks.reserved());
            Ok(())
        })
    }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, op: c_int, arg: *mut c_void) -> c_int {
    if op != ffi::SQLITE_FCNTL_HAS_MOVED {
        return ffi::SQLITE_NOTFOUND;
    }
    // SAFETY: SQLite gives an open file, and with this request room for a number.
    unsafe {
        on(file, |handle, state| {
            *arg.cast::<c_int>() = c_int::from(state.id(&handle.name) != Some(handle.file));
            Ok(())
        })
    }
}

unsafe extern "C" fn sector_size(_: *mut sqlite3_file) -> c_int {
    4096
}

/// As SQLite's own VFS for Unix: a torn write does not harm what lies beside it.
unsafe extern "C" fn device_characteristics(_: *mut sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE | ffi::SQLITE_IOCAP_SUBPAGE_READ
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    to: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite gives an open file, and room for a pointer.
    unsafe {
        *to = ptr::null_mut();
        on(file, |handle, state| {
            let regions = state.file(handle.file)?.shared.join(handle.holder);
            if let Some(region) = regions.map(region as usize, bytes as usize, extend != 0) {
                *to = region;
            }
            *handle.mapped.lock() = Some(regions);
            Ok(())
        })
    }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    let slots = (((1_u32 << count) - 1) << first) as u8;
    // SAFETY: SQLite gives an open file.
    unsafe { on(file, |handle, state| state.file(handle.file)?.shared.lock(handle.holder, slots, flags)) }
}

unsafe extern "C" fn shm_barrier(_: *mut sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    let handle = unsafe { &*(*file.cast::<SimFile>()).handle };
    if let Ok(file) = handle.inner.state.lock().file(handle.file) {
        file.shared.leave(|other| other == handle.holder);
    }
    *handle.mapped.lock() = None;
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite gives a string that ends.
    let Some((inner, process, name)) = place(unsafe { CStr::from_ptr(name) }) else { return ffi::SQLITE_IOERR_DELETE };
    let mut state = inner.state.lock();
    code(state.check(process).and_then(|()| state.delete(process, name, sync_folder & 1 != 0)))
}

unsafe extern "C" fn access(_: *mut sqlite3_vfs, name: *const c_char, _: c_int, out: *mut c_int) -> c_int {
    // SAFETY: SQLite gives a string that ends, and room for a number.
    let (found, out) = unsafe { (place(CStr::from_ptr(name)), &mut *out) };
    let Some((inner, process, name)) = found else { return ffi::SQLITE_IOERR_ACCESS };
    let state = inner.state.lock();
    *out = c_int::from(state.named(name).is_some());
    code(state.check(process))
}

unsafe extern "C" fn full_pathname(_: *mut sqlite3_vfs, name: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite gives a string that ends, and room for so many bytes.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes_with_nul();
        if name.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(name.as_ptr(), out.cast::<u8>(), name.len());
    }
    ffi::SQLITE_OK
}

/// Not asked for: SQLite takes its randomness from the default VFS.
unsafe extern "C" fn randomness(_: *mut sqlite3_vfs, bytes: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite gives room for so many bytes.
    unsafe { ptr::write_bytes(out, 0x5A, bytes as usize) };
    bytes
}

/// Time does not pass by itself; only another thread that has a lock gets its turn.
unsafe extern "C" fn sleep(_: *mut sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::yield_now();
    microseconds
}

unsafe extern "C" fn current_time(_: *mut sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: SQLite gives room for a number.
    unsafe { *out = NOW as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_int64(_: *mut sqlite3_vfs, out: *mut i64) -> c_int {
    // SAFETY: SQLite gives room for a number.
    unsafe { *out = NOW };
    ffi::SQLITE_OK
}
