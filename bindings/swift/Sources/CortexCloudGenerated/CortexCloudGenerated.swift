// Written by `cargo xtask generate` from udl/src/cortex_cloud.udl.

// swiftlint:disable all
/**
 * Cortex Cloud: an embeddable, offline-first store that syncs. This file is the contract of every binding: what is
 * here has the same name and meaning in Swift, Node and Python, in that language's own spelling.
 *
 * Counts, sizes and times are 64-bit integers, times in Unix milliseconds, never beyond 2^53-1. Stamps (`hlc`), server
 * numbers (`seq`) and page tokens are opaque strings.
 */
import Foundation

// Depending on the consumer's build setup, the low-level FFI code
// might be in a separate module, or it might be compiled inline into
// this module. This is a bit of light hackery to work with both.
#if canImport(CortexCloudFFI)
import CortexCloudFFI
#endif

fileprivate extension RustBuffer {
    // Allocate a new buffer, copying the contents of a `UInt8` array.
    init(bytes: [UInt8]) {
        let rbuf = bytes.withUnsafeBufferPointer { ptr in
            RustBuffer.from(ptr)
        }
        self.init(capacity: rbuf.capacity, len: rbuf.len, data: rbuf.data)
    }

    static func empty() -> RustBuffer {
        RustBuffer(capacity: 0, len:0, data: nil)
    }

    static func from(_ ptr: UnsafeBufferPointer<UInt8>) -> RustBuffer {
        try! rustCall { ffi_cortex_cloud_ffi_rustbuffer_from_bytes(ForeignBytes(bufferPointer: ptr), $0) }
    }

    // Frees the buffer in place.
    // The buffer must not be used after this is called.
    func deallocate() {
        try! rustCall { ffi_cortex_cloud_ffi_rustbuffer_free(self, $0) }
    }
}

fileprivate extension ForeignBytes {
    init(bufferPointer: UnsafeBufferPointer<UInt8>) {
        self.init(len: Int32(bufferPointer.count), data: bufferPointer.baseAddress)
    }

    init(rawBufferPointer: UnsafeRawBufferPointer) {
        self.init(
            len: Int32(rawBufferPointer.count),
            data: rawBufferPointer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
    }
}

// Converter for `&[u8]` / `[ByRef] bytes` arguments.
//
// Conforms to `FfiConverter` so the compiler enforces the full converter
// method set. Only the scope-bound `lower(_:_body:)` overload is sound —
// zero-copy byte buffers only flow foreign -> Rust, and only in argument
// position. The four protocol-witness methods (`lift`, `lower`, `read`,
// `write`) `fatalError` at runtime if anyone reaches them.
//
// The scope-bound `lower` takes a closure because the `ForeignBytes`
// pointer is only guaranteed valid for the duration of
// `Data.withUnsafeBytes`. Callers must run the full FFI call inside
// the closure body.
fileprivate enum FfiConverterByRefBytes: FfiConverter {
    typealias SwiftType = Data
    typealias FfiType = ForeignBytes

    static func lower<R>(_ value: Data, _ body: (ForeignBytes) throws -> R) rethrows -> R {
        return try value.withUnsafeBytes { rawBuf in
            try body(ForeignBytes(rawBufferPointer: rawBuf))
        }
    }

    static func lower(_ value: Data) -> ForeignBytes {
        fatalError("ByRef bytes cannot use the plain lower: returning ForeignBytes escapes the Data.withUnsafeBytes scope. Use the scope-bound lower(_:_body:) overload instead.")
    }

    static func lift(_ value: ForeignBytes) throws -> Data {
        fatalError("ByRef bytes cannot be lifted: zero-copy &[u8] only flows foreign->Rust")
    }

    static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Data {
        fatalError("ByRef bytes cannot be read from a buffer: zero-copy &[u8] is only supported in argument position, not nested in records/options/etc.")
    }

    static func write(_ value: Data, into buf: inout [UInt8]) {
        fatalError("ByRef bytes cannot be written to a buffer: zero-copy &[u8] is only supported in argument position, not nested in records/options/etc.")
    }
}

// For every type used in the interface, we provide helper methods for conveniently
// lifting and lowering that type from C-compatible data, and for reading and writing
// values of that type in a buffer.

// Helper classes/extensions that don't change.
// Someday, this will be in a library of its own.

fileprivate extension Data {
    init(rustBuffer: RustBuffer) {
        self.init(
            bytesNoCopy: rustBuffer.data!,
            count: Int(rustBuffer.len),
            deallocator: .none
        )
    }
}

// Define reader functionality.  Normally this would be defined in a class or
// struct, but we use standalone functions instead in order to make external
// types work.
//
// With external types, one swift source file needs to be able to call the read
// method on another source file's FfiConverter, but then what visibility
// should Reader have?
// - If Reader is fileprivate, then this means the read() must also
//   be fileprivate, which doesn't work with external types.
// - If Reader is internal/public, we'll get compile errors since both source
//   files will try define the same type.
//
// Instead, the read() method and these helper functions input a tuple of data

fileprivate func createReader(data: Data) -> (data: Data, offset: Data.Index) {
    (data: data, offset: 0)
}

// Reads an integer at the current offset, in big-endian order, and advances
// the offset on success. Throws if reading the integer would move the
// offset past the end of the buffer.
fileprivate func readInt<T: FixedWidthInteger>(_ reader: inout (data: Data, offset: Data.Index)) throws -> T {
    let range = reader.offset..<reader.offset + MemoryLayout<T>.size
    guard reader.data.count >= range.upperBound else {
        throw UniffiInternalError.bufferOverflow
    }
    if T.self == UInt8.self {
        let value = reader.data[reader.offset]
        reader.offset += 1
        return value as! T
    }
    let value = reader.data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: range.lowerBound, as: T.self) }
    reader.offset = range.upperBound
    return value.bigEndian
}

// Reads an arbitrary number of bytes, to be used to read
// raw bytes, this is useful when lifting strings
fileprivate func readBytes(_ reader: inout (data: Data, offset: Data.Index), count: Int) throws -> Array<UInt8> {
    let range = reader.offset..<(reader.offset+count)
    guard reader.data.count >= range.upperBound else {
        throw UniffiInternalError.bufferOverflow
    }
    var value = [UInt8](repeating: 0, count: count)
    value.withUnsafeMutableBufferPointer({ buffer in
        reader.data.copyBytes(to: buffer, from: range)
    })
    reader.offset = range.upperBound
    return value
}

// Reads a float at the current offset.
fileprivate func readFloat(_ reader: inout (data: Data, offset: Data.Index)) throws -> Float {
    return Float(bitPattern: try readInt(&reader))
}

// Reads a float at the current offset.
fileprivate func readDouble(_ reader: inout (data: Data, offset: Data.Index)) throws -> Double {
    return Double(bitPattern: try readInt(&reader))
}

// Indicates if the offset has reached the end of the buffer.
fileprivate func hasRemaining(_ reader: (data: Data, offset: Data.Index)) -> Bool {
    return reader.offset < reader.data.count
}

// Define writer functionality.  Normally this would be defined in a class or
// struct, but we use standalone functions instead in order to make external
// types work.  See the above discussion on Readers for details.

fileprivate func createWriter() -> [UInt8] {
    return []
}

fileprivate func writeBytes<S>(_ writer: inout [UInt8], _ byteArr: S) where S: Sequence, S.Element == UInt8 {
    writer.append(contentsOf: byteArr)
}

// Writes an integer in big-endian order.
//
// Warning: make sure what you are trying to write
// is in the correct type!
fileprivate func writeInt<T: FixedWidthInteger>(_ writer: inout [UInt8], _ value: T) {
    var value = value.bigEndian
    withUnsafeBytes(of: &value) { writer.append(contentsOf: $0) }
}

fileprivate func writeFloat(_ writer: inout [UInt8], _ value: Float) {
    writeInt(&writer, value.bitPattern)
}

fileprivate func writeDouble(_ writer: inout [UInt8], _ value: Double) {
    writeInt(&writer, value.bitPattern)
}

// Protocol for types that transfer other types across the FFI. This is
// analogous to the Rust trait of the same name.
fileprivate protocol FfiConverter {
    associatedtype FfiType
    associatedtype SwiftType

    static func lift(_ value: FfiType) throws -> SwiftType
    static func lower(_ value: SwiftType) -> FfiType
    static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType
    static func write(_ value: SwiftType, into buf: inout [UInt8])
}

// Types conforming to `Primitive` pass themselves directly over the FFI.
fileprivate protocol FfiConverterPrimitive: FfiConverter where FfiType == SwiftType { }

extension FfiConverterPrimitive {
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public static func lift(_ value: FfiType) throws -> SwiftType {
        return value
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public static func lower(_ value: SwiftType) -> FfiType {
        return value
    }
}

// Types conforming to `FfiConverterRustBuffer` lift and lower into a `RustBuffer`.
// Used for complex types where it's hard to write a custom lift/lower.
fileprivate protocol FfiConverterRustBuffer: FfiConverter where FfiType == RustBuffer {}

extension FfiConverterRustBuffer {
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public static func lift(_ buf: RustBuffer) throws -> SwiftType {
        var reader = createReader(data: Data(rustBuffer: buf))
        let value = try read(from: &reader)
        if hasRemaining(reader) {
            throw UniffiInternalError.incompleteData
        }
        buf.deallocate()
        return value
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public static func lower(_ value: SwiftType) -> RustBuffer {
          var writer = createWriter()
          write(value, into: &writer)
          return RustBuffer(bytes: writer)
    }
}
// An error type for FFI errors. These errors occur at the UniFFI level, not
// the library level.
fileprivate enum UniffiInternalError: LocalizedError {
    case bufferOverflow
    case incompleteData
    case unexpectedOptionalTag
    case unexpectedEnumCase
    case unexpectedNullPointer
    case unexpectedRustCallStatusCode
    case unexpectedRustCallError
    case unexpectedStaleHandle
    case rustPanic(_ message: String)

    public var errorDescription: String? {
        switch self {
        case .bufferOverflow: return "Reading the requested value would read past the end of the buffer"
        case .incompleteData: return "The buffer still has data after lifting its containing value"
        case .unexpectedOptionalTag: return "Unexpected optional tag; should be 0 or 1"
        case .unexpectedEnumCase: return "Raw enum value doesn't match any cases"
        case .unexpectedNullPointer: return "Raw pointer value was null"
        case .unexpectedRustCallStatusCode: return "Unexpected RustCallStatus code"
        case .unexpectedRustCallError: return "CALL_ERROR but no errorClass specified"
        case .unexpectedStaleHandle: return "The object in the handle map has been dropped already"
        case let .rustPanic(message): return message
        }
    }
}

fileprivate extension NSLock {
    func withLock<T>(f: () throws -> T) rethrows -> T {
        self.lock()
        defer { self.unlock() }
        return try f()
    }
}

fileprivate let CALL_SUCCESS: Int8 = 0
fileprivate let CALL_ERROR: Int8 = 1
fileprivate let CALL_UNEXPECTED_ERROR: Int8 = 2
fileprivate let CALL_CANCELLED: Int8 = 3

fileprivate extension RustCallStatus {
    init() {
        self.init(
            code: CALL_SUCCESS,
            errorBuf: RustBuffer.init(
                capacity: 0,
                len: 0,
                data: nil
            )
        )
    }
}

private func rustCall<T>(_ callback: (UnsafeMutablePointer<RustCallStatus>) -> T) throws -> T {
    let neverThrow: ((RustBuffer) throws -> Never)? = nil
    return try makeRustCall(callback, errorHandler: neverThrow)
}

private func rustCallWithError<T, E: Swift.Error>(
    _ errorHandler: @escaping (RustBuffer) throws -> E,
    _ callback: (UnsafeMutablePointer<RustCallStatus>) -> T) throws -> T {
    try makeRustCall(callback, errorHandler: errorHandler)
}

private func makeRustCall<T, E: Swift.Error>(
    _ callback: (UnsafeMutablePointer<RustCallStatus>) -> T,
    errorHandler: ((RustBuffer) throws -> E)?
) throws -> T {
    uniffiEnsureCortexCloudFfiInitialized()
    var callStatus = RustCallStatus.init()
    let returnedVal = callback(&callStatus)
    try uniffiCheckCallStatus(callStatus: callStatus, errorHandler: errorHandler)
    return returnedVal
}

private func uniffiCheckCallStatus<E: Swift.Error>(
    callStatus: RustCallStatus,
    errorHandler: ((RustBuffer) throws -> E)?
) throws {
    switch callStatus.code {
        case CALL_SUCCESS:
            return

        case CALL_ERROR:
            if let errorHandler = errorHandler {
                throw try errorHandler(callStatus.errorBuf)
            } else {
                callStatus.errorBuf.deallocate()
                throw UniffiInternalError.unexpectedRustCallError
            }

        case CALL_UNEXPECTED_ERROR:
            // When the rust code sees a panic, it tries to construct a RustBuffer
            // with the message.  But if that code panics, then it just sends back
            // an empty buffer.
            if callStatus.errorBuf.len > 0 {
                throw UniffiInternalError.rustPanic(try FfiConverterString.lift(callStatus.errorBuf))
            } else {
                callStatus.errorBuf.deallocate()
                throw UniffiInternalError.rustPanic("Rust panic")
            }

        case CALL_CANCELLED:
            fatalError("Cancellation not supported yet")

        default:
            throw UniffiInternalError.unexpectedRustCallStatusCode
    }
}

private func uniffiTraitInterfaceCall<T>(
    callStatus: UnsafeMutablePointer<RustCallStatus>,
    makeCall: () throws -> T,
    writeReturn: (T) -> ()
) {
    do {
        try writeReturn(makeCall())
    } catch let error {
        callStatus.pointee.code = CALL_UNEXPECTED_ERROR
        callStatus.pointee.errorBuf = FfiConverterString.lower(String(describing: error))
    }
}

private func uniffiTraitInterfaceCallWithError<T, E>(
    callStatus: UnsafeMutablePointer<RustCallStatus>,
    makeCall: () throws -> T,
    writeReturn: (T) -> (),
    lowerError: (E) -> RustBuffer
) {
    do {
        try writeReturn(makeCall())
    } catch let error as E {
        callStatus.pointee.code = CALL_ERROR
        callStatus.pointee.errorBuf = lowerError(error)
    } catch {
        callStatus.pointee.code = CALL_UNEXPECTED_ERROR
        callStatus.pointee.errorBuf = FfiConverterString.lower(String(describing: error))
    }
}
// Initial value and increment amount for handles.
// These ensure that SWIFT handles always have the lowest bit set
fileprivate let UNIFFI_HANDLEMAP_INITIAL: UInt64 = 1
fileprivate let UNIFFI_HANDLEMAP_DELTA: UInt64 = 2

fileprivate final class UniffiHandleMap<T>: @unchecked Sendable {
    // All mutation happens with this lock held, which is why we implement @unchecked Sendable.
    private let lock = NSLock()
    private var map: [UInt64: T] = [:]
    private var currentHandle: UInt64 = UNIFFI_HANDLEMAP_INITIAL

    func insert(obj: T) -> UInt64 {
        lock.withLock {
            return doInsert(obj)
        }
    }

    // Low-level insert function, this assumes `lock` is held.
    private func doInsert(_ obj: T) -> UInt64 {
        let handle = currentHandle
        currentHandle += UNIFFI_HANDLEMAP_DELTA
        map[handle] = obj
        return handle
    }

     func get(handle: UInt64) throws -> T {
        try lock.withLock {
            guard let obj = map[handle] else {
                throw UniffiInternalError.unexpectedStaleHandle
            }
            return obj
        }
    }

     func clone(handle: UInt64) throws -> UInt64 {
        try lock.withLock {
            guard let obj = map[handle] else {
                throw UniffiInternalError.unexpectedStaleHandle
            }
            return doInsert(obj)
        }
    }

    @discardableResult
    func remove(handle: UInt64) throws -> T {
        try lock.withLock {
            guard let obj = map.removeValue(forKey: handle) else {
                throw UniffiInternalError.unexpectedStaleHandle
            }
            return obj
        }
    }

    var count: Int {
        get {
            map.count
        }
    }
}


// Public interface members begin here.
// Magic number for the Rust proxy to call using the same mechanism as every other method,
// to free the callback once it's dropped by Rust.
private let IDX_CALLBACK_FREE: Int32 = 0
// Callback return codes
private let UNIFFI_CALLBACK_SUCCESS: Int32 = 0
private let UNIFFI_CALLBACK_ERROR: Int32 = 1
private let UNIFFI_CALLBACK_UNEXPECTED_ERROR: Int32 = 2

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterInt64: FfiConverterPrimitive {
    typealias FfiType = Int64
    typealias SwiftType = Int64

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Int64 {
        return try lift(readInt(&buf))
    }

    public static func write(_ value: Int64, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterBool : FfiConverter {
    typealias FfiType = Int8
    typealias SwiftType = Bool

    public static func lift(_ value: Int8) throws -> Bool {
        return value != 0
    }

    public static func lower(_ value: Bool) -> Int8 {
        return value ? 1 : 0
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Bool {
        return try lift(readInt(&buf))
    }

    public static func write(_ value: Bool, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterString: FfiConverter {
    typealias SwiftType = String
    typealias FfiType = RustBuffer

    public static func lift(_ value: RustBuffer) throws -> String {
        defer {
            value.deallocate()
        }
        if value.data == nil {
            return String()
        }
        let bytes = UnsafeBufferPointer<UInt8>(start: value.data!, count: Int(value.len))
        // Use Swift's native UTF-8 decoder; `String(bytes:encoding:.utf8)` goes
        // through Foundation's NSString and silently strips a leading U+FEFF BOM.
        // Invalid UTF-8 substitutes U+FFFD instead of trapping (unreachable
        // given Rust's `String` invariant).
        return String(decoding: bytes, as: UTF8.self)
    }

    public static func lower(_ value: String) -> RustBuffer {
        var value = value
        return value.withUTF8 { RustBuffer.from($0) }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> String {
        let len: Int32 = try readInt(&buf)
        let range = buf.offset..<(buf.offset + Int(len))
        guard buf.data.count >= range.upperBound else {
            throw UniffiInternalError.bufferOverflow
        }
        buf.offset = range.upperBound
        return buf.data.withUnsafeBytes { String(decoding: UnsafeRawBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }

    public static func write(_ value: String, into buf: inout [UInt8]) {
        let len = Int32(value.utf8.count)
        writeInt(&buf, len)
        writeBytes(&buf, value.utf8)
    }
}




/**
 * Ends the long calls it was given to. What they did stays done, what they did not do stays queued.
 */
public protocol CancelTokenProtocol: AnyObject, Sendable {

    /**
     * Ends the calls. There is no way back; use a new token for the next call.
     */
    func cancel() throws

    /**
     * Whether `cancel` was called.
     */
    func isCancelled() throws  -> Bool

}
/**
 * Ends the long calls it was given to. What they did stays done, what they did not do stays queued.
 */
open class CancelToken: CancelTokenProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_canceltoken(self.handle, $0) }
    }
    /**
     * A token nobody has cancelled.
     */
public convenience init() {
    let handle =
        try! rustCall() {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_constructor_canceltoken_new(uniffiCallStatus
    )
}
    self.init(unsafeFromHandle: handle)
}

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_canceltoken(handle, $0) }
    }




    /**
     * Ends the calls. There is no way back; use a new token for the next call.
     */
open func cancel()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_canceltoken_cancel(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Whether `cancel` was called.
     */
open func isCancelled()throws  -> Bool  {
    return try  FfiConverterBool.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_canceltoken_is_cancelled(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}



}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCancelToken: FfiConverter {
    typealias FfiType = UInt64
    typealias SwiftType = CancelToken

    public static func lift(_ handle: UInt64) throws -> CancelToken {
        return CancelToken(unsafeFromHandle: handle)
    }

    public static func lower(_ value: CancelToken) -> UInt64 {
        return value.uniffiCloneHandle()
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CancelToken {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: CancelToken, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCancelToken_lift(_ handle: UInt64) throws -> CancelToken {
    return try FfiConverterTypeCancelToken.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCancelToken_lower(_ value: CancelToken) -> UInt64 {
    return FfiConverterTypeCancelToken.lower(value)
}






/**
 * Hears of what an engine does.
 */
public protocol CloudListener: AnyObject, Sendable {

    /**
     * One event. Throwing is counted and never fatal.
     */
    func onEvent(event: CloudEvent) throws

}
/**
 * Hears of what an engine does.
 */
open class CloudListenerImpl: CloudListener, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_cloudlistener(self.handle, $0) }
    }
    // No primary constructor declared for this class.

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_cloudlistener(handle, $0) }
    }




    /**
     * One event. Throwing is counted and never fatal.
     */
open func onEvent(event: CloudEvent)throws   {try rustCallWithError(FfiConverterTypeCallbackError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudlistener_on_event(
            self.uniffiCloneHandle(),
        FfiConverterTypeCloudEvent_lower(event),uniffiCallStatus
    )
}
}



}



// Put the implementation in a struct so we don't pollute the top-level namespace
fileprivate struct UniffiCallbackInterfaceCloudListener {

    // Create the VTable using a series of closures.
    // Swift automatically converts these into C callback functions.
    //
    // Store the vtable directly.
    static let vtable: UniffiVTableCallbackInterfaceCloudListener = UniffiVTableCallbackInterfaceCloudListener(
        uniffiFree: { (uniffiHandle: UInt64) -> () in
            do {
                try FfiConverterTypeCloudListener.handleMap.remove(handle: uniffiHandle)
            } catch {
                print("Uniffi callback interface CloudListener: handle missing in uniffiFree")
            }
        },
        uniffiClone: { (uniffiHandle: UInt64) -> UInt64 in
            do {
                return try FfiConverterTypeCloudListener.handleMap.clone(handle: uniffiHandle)
            } catch {
                fatalError("Uniffi callback interface CloudListener: handle missing in uniffiClone")
            }
        },
        onEvent: { (
            uniffiHandle: UInt64,
            event: RustBuffer,
            uniffiOutReturn: UnsafeMutableRawPointer,
            uniffiCallStatus: UnsafeMutablePointer<RustCallStatus>
        ) in
            let makeCall = {
                () throws -> () in
                guard let uniffiObj = try? FfiConverterTypeCloudListener.handleMap.get(handle: uniffiHandle) else {
                    throw UniffiInternalError.unexpectedStaleHandle
                }
                return try uniffiObj.onEvent(
                     event: try FfiConverterTypeCloudEvent_lift(event)
                )
            }


            let writeReturn = { () }
            uniffiTraitInterfaceCallWithError(
                callStatus: uniffiCallStatus,
                makeCall: makeCall,
                writeReturn: writeReturn,
                lowerError: FfiConverterTypeCallbackError_lower
            )
        }
    )

    // Rust stores this pointer for future callback invocations, so it must live
    // for the process lifetime (not just for the init function call).
    //
    // `nonisolated(unsafe)` is needed under Swift 6 strict concurrency.
    // This is safe because the pointee is initialized once during static init
    // and never mutated by either side of the FFI.  Its fields are C function pointers.
    nonisolated(unsafe) static let vtablePtr: UnsafePointer<UniffiVTableCallbackInterfaceCloudListener> = {
        let ptr = UnsafeMutablePointer<UniffiVTableCallbackInterfaceCloudListener>.allocate(capacity: 1)
        ptr.initialize(to: vtable)
        return UnsafePointer(ptr)
    }()
}

private func uniffiCallbackInitCloudListener() {
    uniffi_cortex_cloud_ffi_fn_init_callback_vtable_cloudlistener(UniffiCallbackInterfaceCloudListener.vtablePtr)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCloudListener: FfiConverter {
    fileprivate static let handleMap = UniffiHandleMap<CloudListener>()

    typealias FfiType = UInt64
    typealias SwiftType = CloudListener

    public static func lift(_ handle: UInt64) throws -> CloudListener {
        if ((handle & 1) == 0) {
            // Rust-generated handle, construct a new class that uses the handle to implement the
            // interface
            return CloudListenerImpl(unsafeFromHandle: handle)
        } else {
            // Swift-generated handle, get the object from the handle map
            return try handleMap.remove(handle: handle)
        }
    }

    public static func lower(_ value: CloudListener) -> UInt64 {
         if let rustImpl = value as? CloudListenerImpl {
             // Rust-implemented object.  Clone the handle and return it
            return rustImpl.uniffiCloneHandle()
         } else {
            // Swift object, generate a new vtable handle and return that.
            return handleMap.insert(obj: value)
         }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CloudListener {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: CloudListener, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudListener_lift(_ handle: UInt64) throws -> CloudListener {
    return try FfiConverterTypeCloudListener.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudListener_lower(_ value: CloudListener) -> UInt64 {
    return FfiConverterTypeCloudListener.lower(value)
}






/**
 * A local-first store that syncs. One object is usable from any thread.
 *
 * Store calls never wait for the network, and for another writer `Config.busy_timeout_ms` at most before a retryable
 * `Busy`. Calls that talk to the server block the thread they are made on and take a `CancelToken`. After `close` every
 * call throws `Closed`. Every call may throw `Internal`, which is a defect of the library.
 */
public protocol FfiEngineProtocol: AnyObject, Sendable {

    /**
     * Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
     *
     * They are one unit from then on: other devices see all of them or none, but for the records they have changed
     * themselves, and the server takes all or none. Of several changes to one record the last counts.
     *
     * Throws `InvalidArgument` with the number of the change; `Busy`; `Storage`. In each case nothing was changed.
     */
    func apply(changes: [RecordChange]) throws  -> Int64

    /**
     * How far the sign-in has come. Never waits for the network.
     */
    func authState() throws  -> AuthState

    /**
     * Whether what waits to be sent fits into the space, by the server's last word, this engine's own limits and the
     * queue. Read from the file: no network.
     *
     * Throws `Storage`.
     */
    func checkQuota() throws  -> QuotaCheck

    /**
     * Ends the log's sink; it hears what was written down until now first. Harmless when there is none.
     */
    func clearLogSink() throws

    /**
     * Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
     * and closes the file. Harmless when called again. Once it has returned no listener is called any more.
     */
    func close() throws

    /**
     * The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
     *
     * Throws `InvalidArgument` for an id without a table or a limit out of range; `Storage`.
     */
    func conflicts(filter: ConflictFilter) throws  -> [ConflictEntry]

    /**
     * How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
     *
     * Throws as `query`.
     */
    func count(table: String, filter: Json?) throws  -> Int64

    /**
     * Deletes a record. Returns whether there was one. The delete is a mutation like any other and reaches the other
     * devices with the next sync.
     *
     * Throws as `put`.
     */
    func delete(table: String, id: String) throws  -> Bool

    /**
     * Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back the
     * last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how many
     * records that are.
     *
     * Throws as `retry_failed`.
     */
    func discardFailed(table: String?, id: String?) throws  -> Int64

    /**
     * Whether a record is synced and, if not, why.
     *
     * Throws `InvalidArgument` for a table or id that will not do; `Storage`.
     */
    func explain(table: String, id: String) throws  -> Explanation

    /**
     * Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
     *
     * Throws `Storage`.
     */
    func failedMutations() throws  -> [FailedMutation]

    /**
     * The body of a record in canonical form; `none` for one that does not exist or is deleted.
     *
     * Throws `InvalidArgument` for a table or id that will not do; `Storage`.
     */
    func get(table: String, id: String) throws  -> Json?

    /**
     * A memory; `none` for one that does not exist or is deleted. The case of the id does not count. Reading
     * changes nothing, `access_count` and `last_accessed` included.
     *
     * Throws as `get`.
     */
    func getMemory(id: String) throws  -> Json?

    /**
     * A record with its metadata, deleted ones included; `none` for one that never existed, or that only the server has
     * because the table is local here.
     *
     * Throws as `get`.
     */
    func getRecord(table: String, id: String) throws  -> CloudRecord?

    /**
     * The engine's state at one moment. Never waits for the network.
     *
     * Throws `Storage`.
     */
    func getStatus() throws  -> StatusReport

    /**
     * Stops using the network until `go_online`, even where there is one. A sync that is running ends at its next
     * request.
     */
    func goOffline() throws

    /**
     * Uses the network again, and syncs at once what has waited.
     *
     * Throws as `sync`.
     */
    func goOnline(cancel: CancelToken?) throws  -> SyncReport

    /**
     * Signs in with an API key. It is kept in the token store and shown to the configured server only; whether the server
     * takes it shows with the next sync.
     *
     * Throws `InvalidArgument` for text that cannot be a key, or without a server; `Internal` when the token store fails.
     */
    func loginApiKey(key: String) throws

    /**
     * Forgets the credentials. Local work goes on and stays queued.
     *
     * Throws `InvalidArgument` without a server; `Internal` when the token store fails.
     */
    func logout() throws

    /**
     * Only receives remote mutations.
     *
     * Throws as `sync`.
     */
    func pull(cancel: CancelToken?) throws  -> SyncReport

    /**
     * Only sends local mutations.
     *
     * Throws as `sync`.
     */
    func push(cancel: CancelToken?) throws  -> SyncReport

    /**
     * Saves a record's body, replacing what was there. Returns whether that changed anything: a body equal to the present
     * one is no mutation.
     *
     * `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a JSON object of
     * at most `Config.max_body_bytes`; it is kept in its canonical form (RFC 8785). Integers beyond 2^53-1, duplicate
     * keys and lone surrogates are refused.
     *
     * Throws `InvalidArgument` with the path of what is wrong; `Busy`; `Storage`. In each case nothing was changed.
     */
    func put(table: String, id: String, body: Json) throws  -> Bool

    /**
     * Saves many records of one table, each as `put` would. Returns how many changed. For imports.
     *
     * Every row is checked before the first is written. They are written in order, in transactions of 500.
     *
     * Throws `InvalidArgument` with the number of the row, and nothing was changed; `Cancelled`, `Busy` and `Storage`,
     * after which the rows of finished transactions are saved and the rest is not.
     */
    func putMany(table: String, rows: [RecordBody], cancel: CancelToken?) throws  -> Int64

    /**
     * Saves a memory and returns its id, which is also its record's in the table `memories`. A memory of that id is
     * replaced.
     *
     * `memory` is a JSON object as the memory schema describes it. What may be left out is filled in: a new
     * id, the present time, constant defaults. `content_hash` is always computed. What the schema does not know is kept.
     *
     * Throws `InvalidArgument` (`argument.memory`) with the path of what is wrong and what would be right; otherwise as
     * `put`. In each case nothing was changed.
     */
    func putMemory(memory: Json) throws  -> String

    /**
     * Bodies of a table's records, a page at a time. Deleted ones are left out.
     *
     * Throws `InvalidArgument` for a table, filter, order, limit or page token that will not do, of a filter with the
     * place of what is wrong; `Storage`.
     */
    func query(table: String, query: Query) throws  -> Page

    /**
     * Memories, a page at a time; without another order the oldest first.
     *
     * Throws as `query`.
     */
    func queryMemories(query: Query) throws  -> Page

    /**
     * A table's records with their metadata, a page at a time. Deleted ones are left out.
     *
     * Throws as `query`.
     */
    func queryRecords(table: String, query: Query) throws  -> RecordPage

    /**
     * Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for display. It goes up with
     * the next sync, offline or not. Returns whether that changed anything.
     *
     * Throws `InvalidArgument` for a put without a payload or a delete with one, and as `put`. Nothing was changed then.
     */
    func queueMutation(mutation: QueuedMutation) throws  -> Bool

    /**
     * What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a place
     * in the queue. Refused and held ones are listed with the rest.
     *
     * Throws `InvalidArgument` for a limit out of range; `Storage`.
     */
    func queuedMutations(after: Int64?, limit: Int64) throws  -> [WaitingMutation]

    /**
     * What the space uses of what it may, by the server's last word; `none` before the first sync. Read from the file: no
     * network.
     *
     * Throws `Storage`.
     */
    func quota() throws  -> Quota?

    /**
     * Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
     *
     * Throws `InvalidArgument` for `Manual`, which settles nothing; `Conflict` when the record has no open conflict;
     * `Busy`; `Storage`.
     */
    func resolveConflict(table: String, id: String, strategy: MergeStrategy) throws

    /**
     * Settles the open conflict of one record by a body that takes the place of both sides.
     *
     * Throws `InvalidArgument` for a body that will not do; `Conflict` when the record has no open conflict; `Busy`;
     * `Storage`.
     */
    func resolveConflictWith(table: String, id: String, body: Json) throws

    /**
     * Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns whether
     * that changed anything.
     *
     * Throws `InvalidArgument` for a conflict that is not in this file's log; `Busy`; `Storage`.
     */
    func restore(conflictId: Int64, side: ConflictSide) throws  -> Bool

    /**
     * Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
     * with the next sync. Returns how many records that are.
     *
     * Throws `InvalidArgument` for an id without a table; `Conflict` when the record named is not refused; `Busy`;
     * `Storage`.
     */
    func retryFailed(table: String?, id: String?) throws  -> Int64

    /**
     * Tells the sink what this engine writes down of its work, up to `level`, in order. Takes the place of the sink before,
     * which hears its last entries first.
     *
     * No entry holds a body or a credential. A sink may call the engine; what it causes there is not told to it. One that
     * throws is counted with the failed listeners. While it lags by more than 10 000 entries the next ones are left out,
     * and it is told how many.
     *
     * Throws `Internal` when no thread can be started.
     */
    func setLogSink(sink: LogSink, level: LogLevel) throws

    /**
     * Sets what holds for a table from now on, in this file. From local to cloud, its records are queued; from cloud to
     * local, nothing goes up or comes down any more and both copies stay as they are. Indexes are made and dropped at
     * once.
     *
     * Throws `InvalidArgument` for a table or a path that will not do; `Busy` when another writer does not let go within
     * 10 s, and then nothing was changed; `Storage`.
     */
    func setTablePolicy(table: String, policy: TablePolicy) throws

    /**
     * Syncs in the background from now on: every `Config.sync_interval_ms` give or take a tenth, and 10 ms after a local
     * write (1 s at most while writes keep coming). Harmless when it runs already.
     *
     * Throws `Internal` when no thread can be started.
     */
    func start() throws

    /**
     * Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost.
     */
    func stop() throws

    /**
     * Calls the listener for every event from now on, in order and under no lock: it may call the engine back. Changes that
     * other processes make to the file are told within a second. One that throws is counted
     * (`StatusReport.failed_listeners`) and called again for the next event.
     *
     * Throws `Internal` when no thread can be started.
     */
    func subscribe(listener: CloudListener) throws  -> Subscription

    /**
     * Sends local mutations, receives remote ones and settles conflicts.
     *
     * A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is running
     * already.
     *
     * Throws `Cancelled`, `Busy`, `Storage`, `StoreUnusable`.
     */
    func sync(cancel: CancelToken?) throws  -> SyncReport

    /**
     * The tables that have records or a policy, by name. Counts every record of the file.
     *
     * Throws `Storage`.
     */
    func tables() throws  -> [TableInfo]

    /**
     * Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
     *
     * Throws as `sync`.
     */
    func verify(cancel: CancelToken?) throws  -> VerifyReport

}
/**
 * A local-first store that syncs. One object is usable from any thread.
 *
 * Store calls never wait for the network, and for another writer `Config.busy_timeout_ms` at most before a retryable
 * `Busy`. Calls that talk to the server block the thread they are made on and take a `CancelToken`. After `close` every
 * call throws `Closed`. Every call may throw `Internal`, which is a defect of the library.
 */
open class FfiEngine: FfiEngineProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_cloudengine(self.handle, $0) }
    }
    /**
     * Opens the file, or makes it.
     *
     * `token_store` is where credentials are kept; in memory until the process ends, if there is none.
     *
     * Throws `InvalidArgument` for a setting that will not do, with its name; `StoreUnusable` for a file that is no store
     * of a known version (it is not touched); `Storage` when it cannot be written; `Tls` for plain HTTP to another
     * machine; `Busy` when another writer does not let go.
     */
public convenience init(config: Config, tokenStore: TokenStore? = nil)throws  {
    let handle =
        try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_constructor_cloudengine_new(
        FfiConverterTypeConfig_lower(config),
        FfiConverterOptionTypeTokenStore.lower(tokenStore),uniffiCallStatus
    )
}
    self.init(unsafeFromHandle: handle)
}

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_cloudengine(handle, $0) }
    }




    /**
     * Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records changed.
     *
     * They are one unit from then on: other devices see all of them or none, but for the records they have changed
     * themselves, and the server takes all or none. Of several changes to one record the last counts.
     *
     * Throws `InvalidArgument` with the number of the change; `Busy`; `Storage`. In each case nothing was changed.
     */
open func apply(changes: [RecordChange])throws  -> Int64  {
    return try  FfiConverterInt64.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_apply(
            self.uniffiCloneHandle(),
        FfiConverterSequenceTypeRecordChange.lower(changes),uniffiCallStatus
    )
})
}

    /**
     * How far the sign-in has come. Never waits for the network.
     */
open func authState()throws  -> AuthState  {
    return try  FfiConverterTypeAuthState_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_auth_state(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * Whether what waits to be sent fits into the space, by the server's last word, this engine's own limits and the
     * queue. Read from the file: no network.
     *
     * Throws `Storage`.
     */
open func checkQuota()throws  -> QuotaCheck  {
    return try  FfiConverterTypeQuotaCheck_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_check_quota(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * Ends the log's sink; it hears what was written down until now first. Harmless when there is none.
     */
open func clearLogSink()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_clear_log_sink(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
     * and closes the file. Harmless when called again. Once it has returned no listener is called any more.
     */
open func close()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_close(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
     *
     * Throws `InvalidArgument` for an id without a table or a limit out of range; `Storage`.
     */
open func conflicts(filter: ConflictFilter)throws  -> [ConflictEntry]  {
    return try  FfiConverterSequenceTypeConflictEntry.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_conflicts(
            self.uniffiCloneHandle(),
        FfiConverterTypeConflictFilter_lower(filter),uniffiCallStatus
    )
})
}

    /**
     * How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
     *
     * Throws as `query`.
     */
open func count(table: String, filter: Json? = nil)throws  -> Int64  {
    return try  FfiConverterInt64.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_count(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterOptionTypeJson.lower(filter),uniffiCallStatus
    )
})
}

    /**
     * Deletes a record. Returns whether there was one. The delete is a mutation like any other and reaches the other
     * devices with the next sync.
     *
     * Throws as `put`.
     */
open func delete(table: String, id: String)throws  -> Bool  {
    return try  FfiConverterBool.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_delete(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back the
     * last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how many
     * records that are.
     *
     * Throws as `retry_failed`.
     */
open func discardFailed(table: String? = nil, id: String? = nil)throws  -> Int64  {
    return try  FfiConverterInt64.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_discard_failed(
            self.uniffiCloneHandle(),
        FfiConverterOptionString.lower(table),
        FfiConverterOptionString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * Whether a record is synced and, if not, why.
     *
     * Throws `InvalidArgument` for a table or id that will not do; `Storage`.
     */
open func explain(table: String, id: String)throws  -> Explanation  {
    return try  FfiConverterTypeExplanation_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_explain(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
     *
     * Throws `Storage`.
     */
open func failedMutations()throws  -> [FailedMutation]  {
    return try  FfiConverterSequenceTypeFailedMutation.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_failed_mutations(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * The body of a record in canonical form; `none` for one that does not exist or is deleted.
     *
     * Throws `InvalidArgument` for a table or id that will not do; `Storage`.
     */
open func get(table: String, id: String)throws  -> Json?  {
    return try  FfiConverterOptionTypeJson.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_get(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * A memory; `none` for one that does not exist or is deleted. The case of the id does not count. Reading
     * changes nothing, `access_count` and `last_accessed` included.
     *
     * Throws as `get`.
     */
open func getMemory(id: String)throws  -> Json?  {
    return try  FfiConverterOptionTypeJson.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_get_memory(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * A record with its metadata, deleted ones included; `none` for one that never existed, or that only the server has
     * because the table is local here.
     *
     * Throws as `get`.
     */
open func getRecord(table: String, id: String)throws  -> CloudRecord?  {
    return try  FfiConverterOptionTypeCloudRecord.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_get_record(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * The engine's state at one moment. Never waits for the network.
     *
     * Throws `Storage`.
     */
open func getStatus()throws  -> StatusReport  {
    return try  FfiConverterTypeStatusReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_get_status(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * Stops using the network until `go_online`, even where there is one. A sync that is running ends at its next
     * request.
     */
open func goOffline()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_go_offline(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Uses the network again, and syncs at once what has waited.
     *
     * Throws as `sync`.
     */
open func goOnline(cancel: CancelToken? = nil)throws  -> SyncReport  {
    return try  FfiConverterTypeSyncReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_go_online(
            self.uniffiCloneHandle(),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}

    /**
     * Signs in with an API key. It is kept in the token store and shown to the configured server only; whether the server
     * takes it shows with the next sync.
     *
     * Throws `InvalidArgument` for text that cannot be a key, or without a server; `Internal` when the token store fails.
     */
open func loginApiKey(key: String)throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_login_api_key(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(key),uniffiCallStatus
    )
}
}

    /**
     * Forgets the credentials. Local work goes on and stays queued.
     *
     * Throws `InvalidArgument` without a server; `Internal` when the token store fails.
     */
open func logout()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_logout(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Only receives remote mutations.
     *
     * Throws as `sync`.
     */
open func pull(cancel: CancelToken? = nil)throws  -> SyncReport  {
    return try  FfiConverterTypeSyncReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_pull(
            self.uniffiCloneHandle(),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}

    /**
     * Only sends local mutations.
     *
     * Throws as `sync`.
     */
open func push(cancel: CancelToken? = nil)throws  -> SyncReport  {
    return try  FfiConverterTypeSyncReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_push(
            self.uniffiCloneHandle(),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}

    /**
     * Saves a record's body, replacing what was there. Returns whether that changed anything: a body equal to the present
     * one is no mutation.
     *
     * `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a JSON object of
     * at most `Config.max_body_bytes`; it is kept in its canonical form (RFC 8785). Integers beyond 2^53-1, duplicate
     * keys and lone surrogates are refused.
     *
     * Throws `InvalidArgument` with the path of what is wrong; `Busy`; `Storage`. In each case nothing was changed.
     */
open func put(table: String, id: String, body: Json)throws  -> Bool  {
    return try  FfiConverterBool.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_put(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),
        FfiConverterTypeJson_lower(body),uniffiCallStatus
    )
})
}

    /**
     * Saves many records of one table, each as `put` would. Returns how many changed. For imports.
     *
     * Every row is checked before the first is written. They are written in order, in transactions of 500.
     *
     * Throws `InvalidArgument` with the number of the row, and nothing was changed; `Cancelled`, `Busy` and `Storage`,
     * after which the rows of finished transactions are saved and the rest is not.
     */
open func putMany(table: String, rows: [RecordBody], cancel: CancelToken? = nil)throws  -> Int64  {
    return try  FfiConverterInt64.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_put_many(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterSequenceTypeRecordBody.lower(rows),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}

    /**
     * Saves a memory and returns its id, which is also its record's in the table `memories`. A memory of that id is
     * replaced.
     *
     * `memory` is a JSON object as the memory schema describes it. What may be left out is filled in: a new
     * id, the present time, constant defaults. `content_hash` is always computed. What the schema does not know is kept.
     *
     * Throws `InvalidArgument` (`argument.memory`) with the path of what is wrong and what would be right; otherwise as
     * `put`. In each case nothing was changed.
     */
open func putMemory(memory: Json)throws  -> String  {
    return try  FfiConverterString.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_put_memory(
            self.uniffiCloneHandle(),
        FfiConverterTypeJson_lower(memory),uniffiCallStatus
    )
})
}

    /**
     * Bodies of a table's records, a page at a time. Deleted ones are left out.
     *
     * Throws `InvalidArgument` for a table, filter, order, limit or page token that will not do, of a filter with the
     * place of what is wrong; `Storage`.
     */
open func query(table: String, query: Query)throws  -> Page  {
    return try  FfiConverterTypePage_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_query(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterTypeQuery_lower(query),uniffiCallStatus
    )
})
}

    /**
     * Memories, a page at a time; without another order the oldest first.
     *
     * Throws as `query`.
     */
open func queryMemories(query: Query)throws  -> Page  {
    return try  FfiConverterTypePage_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_query_memories(
            self.uniffiCloneHandle(),
        FfiConverterTypeQuery_lower(query),uniffiCallStatus
    )
})
}

    /**
     * A table's records with their metadata, a page at a time. Deleted ones are left out.
     *
     * Throws as `query`.
     */
open func queryRecords(table: String, query: Query)throws  -> RecordPage  {
    return try  FfiConverterTypeRecordPage_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_query_records(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterTypeQuery_lower(query),uniffiCallStatus
    )
})
}

    /**
     * Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for display. It goes up with
     * the next sync, offline or not. Returns whether that changed anything.
     *
     * Throws `InvalidArgument` for a put without a payload or a delete with one, and as `put`. Nothing was changed then.
     */
open func queueMutation(mutation: QueuedMutation)throws  -> Bool  {
    return try  FfiConverterBool.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_queue_mutation(
            self.uniffiCloneHandle(),
        FfiConverterTypeQueuedMutation_lower(mutation),uniffiCallStatus
    )
})
}

    /**
     * What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a place
     * in the queue. Refused and held ones are listed with the rest.
     *
     * Throws `InvalidArgument` for a limit out of range; `Storage`.
     */
open func queuedMutations(after: Int64? = nil, limit: Int64 = Int64(1000))throws  -> [WaitingMutation]  {
    return try  FfiConverterSequenceTypeWaitingMutation.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_queued_mutations(
            self.uniffiCloneHandle(),
        FfiConverterOptionInt64.lower(after),
        FfiConverterInt64.lower(limit),uniffiCallStatus
    )
})
}

    /**
     * What the space uses of what it may, by the server's last word; `none` before the first sync. Read from the file: no
     * network.
     *
     * Throws `Storage`.
     */
open func quota()throws  -> Quota?  {
    return try  FfiConverterOptionTypeQuota.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_quota(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
     *
     * Throws `InvalidArgument` for `Manual`, which settles nothing; `Conflict` when the record has no open conflict;
     * `Busy`; `Storage`.
     */
open func resolveConflict(table: String, id: String, strategy: MergeStrategy)throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_resolve_conflict(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),
        FfiConverterTypeMergeStrategy_lower(strategy),uniffiCallStatus
    )
}
}

    /**
     * Settles the open conflict of one record by a body that takes the place of both sides.
     *
     * Throws `InvalidArgument` for a body that will not do; `Conflict` when the record has no open conflict; `Busy`;
     * `Storage`.
     */
open func resolveConflictWith(table: String, id: String, body: Json)throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_resolve_conflict_with(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterString.lower(id),
        FfiConverterTypeJson_lower(body),uniffiCallStatus
    )
}
}

    /**
     * Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns whether
     * that changed anything.
     *
     * Throws `InvalidArgument` for a conflict that is not in this file's log; `Busy`; `Storage`.
     */
open func restore(conflictId: Int64, side: ConflictSide)throws  -> Bool  {
    return try  FfiConverterBool.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_restore(
            self.uniffiCloneHandle(),
        FfiConverterInt64.lower(conflictId),
        FfiConverterTypeConflictSide_lower(side),uniffiCallStatus
    )
})
}

    /**
     * Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
     * with the next sync. Returns how many records that are.
     *
     * Throws `InvalidArgument` for an id without a table; `Conflict` when the record named is not refused; `Busy`;
     * `Storage`.
     */
open func retryFailed(table: String? = nil, id: String? = nil)throws  -> Int64  {
    return try  FfiConverterInt64.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_retry_failed(
            self.uniffiCloneHandle(),
        FfiConverterOptionString.lower(table),
        FfiConverterOptionString.lower(id),uniffiCallStatus
    )
})
}

    /**
     * Tells the sink what this engine writes down of its work, up to `level`, in order. Takes the place of the sink before,
     * which hears its last entries first.
     *
     * No entry holds a body or a credential. A sink may call the engine; what it causes there is not told to it. One that
     * throws is counted with the failed listeners. While it lags by more than 10 000 entries the next ones are left out,
     * and it is told how many.
     *
     * Throws `Internal` when no thread can be started.
     */
open func setLogSink(sink: LogSink, level: LogLevel)throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_set_log_sink(
            self.uniffiCloneHandle(),
        FfiConverterTypeLogSink_lower(sink),
        FfiConverterTypeLogLevel_lower(level),uniffiCallStatus
    )
}
}

    /**
     * Sets what holds for a table from now on, in this file. From local to cloud, its records are queued; from cloud to
     * local, nothing goes up or comes down any more and both copies stay as they are. Indexes are made and dropped at
     * once.
     *
     * Throws `InvalidArgument` for a table or a path that will not do; `Busy` when another writer does not let go within
     * 10 s, and then nothing was changed; `Storage`.
     */
open func setTablePolicy(table: String, policy: TablePolicy)throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_set_table_policy(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(table),
        FfiConverterTypeTablePolicy_lower(policy),uniffiCallStatus
    )
}
}

    /**
     * Syncs in the background from now on: every `Config.sync_interval_ms` give or take a tenth, and 10 ms after a local
     * write (1 s at most while writes keep coming). Harmless when it runs already.
     *
     * Throws `Internal` when no thread can be started.
     */
open func start()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_start(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost.
     */
open func stop()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_stop(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}

    /**
     * Calls the listener for every event from now on, in order and under no lock: it may call the engine back. Changes that
     * other processes make to the file are told within a second. One that throws is counted
     * (`StatusReport.failed_listeners`) and called again for the next event.
     *
     * Throws `Internal` when no thread can be started.
     */
open func subscribe(listener: CloudListener)throws  -> Subscription  {
    return try  FfiConverterTypeSubscription_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_subscribe(
            self.uniffiCloneHandle(),
        FfiConverterTypeCloudListener_lower(listener),uniffiCallStatus
    )
})
}

    /**
     * Sends local mutations, receives remote ones and settles conflicts.
     *
     * A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is running
     * already.
     *
     * Throws `Cancelled`, `Busy`, `Storage`, `StoreUnusable`.
     */
open func sync(cancel: CancelToken? = nil)throws  -> SyncReport  {
    return try  FfiConverterTypeSyncReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_sync(
            self.uniffiCloneHandle(),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}

    /**
     * The tables that have records or a policy, by name. Counts every record of the file.
     *
     * Throws `Storage`.
     */
open func tables()throws  -> [TableInfo]  {
    return try  FfiConverterSequenceTypeTableInfo.lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_tables(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
})
}

    /**
     * Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
     *
     * Throws as `sync`.
     */
open func verify(cancel: CancelToken? = nil)throws  -> VerifyReport  {
    return try  FfiConverterTypeVerifyReport_lift(try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_cloudengine_verify(
            self.uniffiCloneHandle(),
        FfiConverterOptionTypeCancelToken.lower(cancel),uniffiCallStatus
    )
})
}



}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeFfiEngine: FfiConverter {
    typealias FfiType = UInt64
    typealias SwiftType = FfiEngine

    public static func lift(_ handle: UInt64) throws -> FfiEngine {
        return FfiEngine(unsafeFromHandle: handle)
    }

    public static func lower(_ value: FfiEngine) -> UInt64 {
        return value.uniffiCloneHandle()
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> FfiEngine {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: FfiEngine, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeFfiEngine_lift(_ handle: UInt64) throws -> FfiEngine {
    return try FfiConverterTypeFfiEngine.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeFfiEngine_lower(_ value: FfiEngine) -> UInt64 {
    return FfiConverterTypeFfiEngine.lower(value)
}






/**
 * Hears what an engine writes down of its work.
 */
public protocol LogSink: AnyObject, Sendable {

    /**
     * One entry. Throwing is counted and never fatal.
     */
    func log(entry: LogEntry) throws

}
/**
 * Hears what an engine writes down of its work.
 */
open class LogSinkImpl: LogSink, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_logsink(self.handle, $0) }
    }
    // No primary constructor declared for this class.

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_logsink(handle, $0) }
    }




    /**
     * One entry. Throwing is counted and never fatal.
     */
open func log(entry: LogEntry)throws   {try rustCallWithError(FfiConverterTypeCallbackError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_logsink_log(
            self.uniffiCloneHandle(),
        FfiConverterTypeLogEntry_lower(entry),uniffiCallStatus
    )
}
}



}



// Put the implementation in a struct so we don't pollute the top-level namespace
fileprivate struct UniffiCallbackInterfaceLogSink {

    // Create the VTable using a series of closures.
    // Swift automatically converts these into C callback functions.
    //
    // Store the vtable directly.
    static let vtable: UniffiVTableCallbackInterfaceLogSink = UniffiVTableCallbackInterfaceLogSink(
        uniffiFree: { (uniffiHandle: UInt64) -> () in
            do {
                try FfiConverterTypeLogSink.handleMap.remove(handle: uniffiHandle)
            } catch {
                print("Uniffi callback interface LogSink: handle missing in uniffiFree")
            }
        },
        uniffiClone: { (uniffiHandle: UInt64) -> UInt64 in
            do {
                return try FfiConverterTypeLogSink.handleMap.clone(handle: uniffiHandle)
            } catch {
                fatalError("Uniffi callback interface LogSink: handle missing in uniffiClone")
            }
        },
        log: { (
            uniffiHandle: UInt64,
            entry: RustBuffer,
            uniffiOutReturn: UnsafeMutableRawPointer,
            uniffiCallStatus: UnsafeMutablePointer<RustCallStatus>
        ) in
            let makeCall = {
                () throws -> () in
                guard let uniffiObj = try? FfiConverterTypeLogSink.handleMap.get(handle: uniffiHandle) else {
                    throw UniffiInternalError.unexpectedStaleHandle
                }
                return try uniffiObj.log(
                     entry: try FfiConverterTypeLogEntry_lift(entry)
                )
            }


            let writeReturn = { () }
            uniffiTraitInterfaceCallWithError(
                callStatus: uniffiCallStatus,
                makeCall: makeCall,
                writeReturn: writeReturn,
                lowerError: FfiConverterTypeCallbackError_lower
            )
        }
    )

    // Rust stores this pointer for future callback invocations, so it must live
    // for the process lifetime (not just for the init function call).
    //
    // `nonisolated(unsafe)` is needed under Swift 6 strict concurrency.
    // This is safe because the pointee is initialized once during static init
    // and never mutated by either side of the FFI.  Its fields are C function pointers.
    nonisolated(unsafe) static let vtablePtr: UnsafePointer<UniffiVTableCallbackInterfaceLogSink> = {
        let ptr = UnsafeMutablePointer<UniffiVTableCallbackInterfaceLogSink>.allocate(capacity: 1)
        ptr.initialize(to: vtable)
        return UnsafePointer(ptr)
    }()
}

private func uniffiCallbackInitLogSink() {
    uniffi_cortex_cloud_ffi_fn_init_callback_vtable_logsink(UniffiCallbackInterfaceLogSink.vtablePtr)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeLogSink: FfiConverter {
    fileprivate static let handleMap = UniffiHandleMap<LogSink>()

    typealias FfiType = UInt64
    typealias SwiftType = LogSink

    public static func lift(_ handle: UInt64) throws -> LogSink {
        if ((handle & 1) == 0) {
            // Rust-generated handle, construct a new class that uses the handle to implement the
            // interface
            return LogSinkImpl(unsafeFromHandle: handle)
        } else {
            // Swift-generated handle, get the object from the handle map
            return try handleMap.remove(handle: handle)
        }
    }

    public static func lower(_ value: LogSink) -> UInt64 {
         if let rustImpl = value as? LogSinkImpl {
             // Rust-implemented object.  Clone the handle and return it
            return rustImpl.uniffiCloneHandle()
         } else {
            // Swift object, generate a new vtable handle and return that.
            return handleMap.insert(obj: value)
         }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> LogSink {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: LogSink, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogSink_lift(_ handle: UInt64) throws -> LogSink {
    return try FfiConverterTypeLogSink.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogSink_lower(_ value: LogSink) -> UInt64 {
    return FfiConverterTypeLogSink.lower(value)
}






/**
 * A listener's subscription. It ends by `cancel` or the engine's `close`, never by being dropped or collected.
 */
public protocol SubscriptionProtocol: AnyObject, Sendable {

    /**
     * Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
     * unless it is made from that very call. Calling it twice is harmless.
     */
    func cancel() throws

}
/**
 * A listener's subscription. It ends by `cancel` or the engine's `close`, never by being dropped or collected.
 */
open class Subscription: SubscriptionProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_subscription(self.handle, $0) }
    }
    // No primary constructor declared for this class.

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_subscription(handle, $0) }
    }




    /**
     * Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
     * unless it is made from that very call. Calling it twice is harmless.
     */
open func cancel()throws   {try rustCallWithError(FfiConverterTypeCloudError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_subscription_cancel(
            self.uniffiCloneHandle(),uniffiCallStatus
    )
}
}



}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeSubscription: FfiConverter {
    typealias FfiType = UInt64
    typealias SwiftType = Subscription

    public static func lift(_ handle: UInt64) throws -> Subscription {
        return Subscription(unsafeFromHandle: handle)
    }

    public static func lower(_ value: Subscription) -> UInt64 {
        return value.uniffiCloneHandle()
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Subscription {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: Subscription, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSubscription_lift(_ handle: UInt64) throws -> Subscription {
    return try FfiConverterTypeSubscription.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSubscription_lower(_ value: Subscription) -> UInt64 {
    return FfiConverterTypeSubscription.lower(value)
}






/**
 * A place for credentials. It must not write them to a plain file or a log. Its methods may be called from any thread.
 */
public protocol TokenStore: AnyObject, Sendable {

    /**
     * Forgets the credential under a name. Harmless when there is none. Throwing means it is still there.
     */
    func delete(name: String) throws

    /**
     * The credential kept under a name; `none` if there is none. Throwing means the store cannot be read now.
     */
    func load(name: String) throws  -> String?

    /**
     * Keeps a credential under a name, replacing what was there. Throwing means it was not kept.
     */
    func save(name: String, secret: String) throws

}
/**
 * A place for credentials. It must not write them to a plain file or a log. Its methods may be called from any thread.
 */
open class TokenStoreImpl: TokenStore, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }

    // TODO: We'd like this to be `private` but for Swifty reasons,
    // we can't implement `FfiConverter` without making this `required` and we can't
    // make it `required` without making it `public`.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }

    // This constructor can be used to instantiate a fake object.
    // - Parameter noHandle: Placeholder value so we can have a constructor separate from the default empty one that may be implemented for classes extending [FFIObject].
    //
    // - Warning:
    //     Any object instantiated with this constructor cannot be passed to an actual Rust-backed object. Since there isn't a backing handle the FFI lower functions will crash.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public init(noHandle: NoHandle) {
        self.handle = 0
    }

#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public func uniffiCloneHandle() -> UInt64 {
        return try! rustCall { uniffi_cortex_cloud_ffi_fn_clone_tokenstore(self.handle, $0) }
    }
    // No primary constructor declared for this class.

    deinit {
        if handle == 0 {
            // Mock objects have handle=0 don't try to free them
            return
        }

        try! rustCall { uniffi_cortex_cloud_ffi_fn_free_tokenstore(handle, $0) }
    }




    /**
     * Forgets the credential under a name. Harmless when there is none. Throwing means it is still there.
     */
open func delete(name: String)throws   {try rustCallWithError(FfiConverterTypeCallbackError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_tokenstore_delete(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(name),uniffiCallStatus
    )
}
}

    /**
     * The credential kept under a name; `none` if there is none. Throwing means the store cannot be read now.
     */
open func load(name: String)throws  -> String?  {
    return try  FfiConverterOptionString.lift(try rustCallWithError(FfiConverterTypeCallbackError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_tokenstore_load(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(name),uniffiCallStatus
    )
})
}

    /**
     * Keeps a credential under a name, replacing what was there. Throwing means it was not kept.
     */
open func save(name: String, secret: String)throws   {try rustCallWithError(FfiConverterTypeCallbackError_lift) {
        uniffiCallStatus in
    uniffi_cortex_cloud_ffi_fn_method_tokenstore_save(
            self.uniffiCloneHandle(),
        FfiConverterString.lower(name),
        FfiConverterString.lower(secret),uniffiCallStatus
    )
}
}



}



// Put the implementation in a struct so we don't pollute the top-level namespace
fileprivate struct UniffiCallbackInterfaceTokenStore {

    // Create the VTable using a series of closures.
    // Swift automatically converts these into C callback functions.
    //
    // Store the vtable directly.
    static let vtable: UniffiVTableCallbackInterfaceTokenStore = UniffiVTableCallbackInterfaceTokenStore(
        uniffiFree: { (uniffiHandle: UInt64) -> () in
            do {
                try FfiConverterTypeTokenStore.handleMap.remove(handle: uniffiHandle)
            } catch {
                print("Uniffi callback interface TokenStore: handle missing in uniffiFree")
            }
        },
        uniffiClone: { (uniffiHandle: UInt64) -> UInt64 in
            do {
                return try FfiConverterTypeTokenStore.handleMap.clone(handle: uniffiHandle)
            } catch {
                fatalError("Uniffi callback interface TokenStore: handle missing in uniffiClone")
            }
        },
        delete: { (
            uniffiHandle: UInt64,
            name: RustBuffer,
            uniffiOutReturn: UnsafeMutableRawPointer,
            uniffiCallStatus: UnsafeMutablePointer<RustCallStatus>
        ) in
            let makeCall = {
                () throws -> () in
                guard let uniffiObj = try? FfiConverterTypeTokenStore.handleMap.get(handle: uniffiHandle) else {
                    throw UniffiInternalError.unexpectedStaleHandle
                }
                return try uniffiObj.delete(
                     name: try FfiConverterString.lift(name)
                )
            }


            let writeReturn = { () }
            uniffiTraitInterfaceCallWithError(
                callStatus: uniffiCallStatus,
                makeCall: makeCall,
                writeReturn: writeReturn,
                lowerError: FfiConverterTypeCallbackError_lower
            )
        },
        load: { (
            uniffiHandle: UInt64,
            name: RustBuffer,
            uniffiOutReturn: UnsafeMutablePointer<RustBuffer>,
            uniffiCallStatus: UnsafeMutablePointer<RustCallStatus>
        ) in
            let makeCall = {
                () throws -> String? in
                guard let uniffiObj = try? FfiConverterTypeTokenStore.handleMap.get(handle: uniffiHandle) else {
                    throw UniffiInternalError.unexpectedStaleHandle
                }
                return try uniffiObj.load(
                     name: try FfiConverterString.lift(name)
                )
            }


            let writeReturn = { uniffiOutReturn.pointee = FfiConverterOptionString.lower($0) }
            uniffiTraitInterfaceCallWithError(
                callStatus: uniffiCallStatus,
                makeCall: makeCall,
                writeReturn: writeReturn,
                lowerError: FfiConverterTypeCallbackError_lower
            )
        },
        save: { (
            uniffiHandle: UInt64,
            name: RustBuffer,
            secret: RustBuffer,
            uniffiOutReturn: UnsafeMutableRawPointer,
            uniffiCallStatus: UnsafeMutablePointer<RustCallStatus>
        ) in
            let makeCall = {
                () throws -> () in
                guard let uniffiObj = try? FfiConverterTypeTokenStore.handleMap.get(handle: uniffiHandle) else {
                    throw UniffiInternalError.unexpectedStaleHandle
                }
                return try uniffiObj.save(
                     name: try FfiConverterString.lift(name),
                     secret: try FfiConverterString.lift(secret)
                )
            }


            let writeReturn = { () }
            uniffiTraitInterfaceCallWithError(
                callStatus: uniffiCallStatus,
                makeCall: makeCall,
                writeReturn: writeReturn,
                lowerError: FfiConverterTypeCallbackError_lower
            )
        }
    )

    // Rust stores this pointer for future callback invocations, so it must live
    // for the process lifetime (not just for the init function call).
    //
    // `nonisolated(unsafe)` is needed under Swift 6 strict concurrency.
    // This is safe because the pointee is initialized once during static init
    // and never mutated by either side of the FFI.  Its fields are C function pointers.
    nonisolated(unsafe) static let vtablePtr: UnsafePointer<UniffiVTableCallbackInterfaceTokenStore> = {
        let ptr = UnsafeMutablePointer<UniffiVTableCallbackInterfaceTokenStore>.allocate(capacity: 1)
        ptr.initialize(to: vtable)
        return UnsafePointer(ptr)
    }()
}

private func uniffiCallbackInitTokenStore() {
    uniffi_cortex_cloud_ffi_fn_init_callback_vtable_tokenstore(UniffiCallbackInterfaceTokenStore.vtablePtr)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeTokenStore: FfiConverter {
    fileprivate static let handleMap = UniffiHandleMap<TokenStore>()

    typealias FfiType = UInt64
    typealias SwiftType = TokenStore

    public static func lift(_ handle: UInt64) throws -> TokenStore {
        if ((handle & 1) == 0) {
            // Rust-generated handle, construct a new class that uses the handle to implement the
            // interface
            return TokenStoreImpl(unsafeFromHandle: handle)
        } else {
            // Swift-generated handle, get the object from the handle map
            return try handleMap.remove(handle: handle)
        }
    }

    public static func lower(_ value: TokenStore) -> UInt64 {
         if let rustImpl = value as? TokenStoreImpl {
             // Rust-implemented object.  Clone the handle and return it
            return rustImpl.uniffiCloneHandle()
         } else {
            // Swift object, generate a new vtable handle and return that.
            return handleMap.insert(obj: value)
         }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> TokenStore {
        let handle: UInt64 = try readInt(&buf)
        return try lift(handle)
    }

    public static func write(_ value: TokenStore, into buf: inout [UInt8]) {
        writeInt(&buf, lower(value))
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTokenStore_lift(_ handle: UInt64) throws -> TokenStore {
    return try FfiConverterTypeTokenStore.lift(handle)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTokenStore_lower(_ value: TokenStore) -> UInt64 {
    return FfiConverterTypeTokenStore.lower(value)
}




/**
 * Limits of this engine's own, beside the server's; the smaller one counts. `none` is no limit.
 */
public struct ClientLimits: Equatable, Hashable {
    /**
     * Live records of the space at most, 0 or more. What would make more stays queued; local writes, pulls and deletes go
     * on.
     */
    public var maxRecords: Int64?
    /**
     * Bytes of the space's canonical bodies at most, likewise.
     */
    public var maxBytes: Int64?
    /**
     * Milliseconds from a completed sync to the next one at least, 0 or more. A sync sooner than that reports Throttled
     * and makes no request; the background syncer waits.
     */
    public var minSyncIntervalMs: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Live records of the space at most, 0 or more. What would make more stays queued; local writes, pulls and deletes go
         * on.
         */maxRecords: Int64? = nil,
        /**
         * Bytes of the space's canonical bodies at most, likewise.
         */maxBytes: Int64? = nil,
        /**
         * Milliseconds from a completed sync to the next one at least, 0 or more. A sync sooner than that reports Throttled
         * and makes no request; the background syncer waits.
         */minSyncIntervalMs: Int64? = nil) {
        self.maxRecords = maxRecords
        self.maxBytes = maxBytes
        self.minSyncIntervalMs = minSyncIntervalMs
    }




}

#if compiler(>=6)
extension ClientLimits: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeClientLimits: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ClientLimits {
        return
            try ClientLimits(
                maxRecords: FfiConverterOptionInt64.read(from: &buf),
                maxBytes: FfiConverterOptionInt64.read(from: &buf),
                minSyncIntervalMs: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: ClientLimits, into buf: inout [UInt8]) {
        FfiConverterOptionInt64.write(value.maxRecords, into: &buf)
        FfiConverterOptionInt64.write(value.maxBytes, into: &buf)
        FfiConverterOptionInt64.write(value.minSyncIntervalMs, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeClientLimits_lift(_ buf: RustBuffer) throws -> ClientLimits {
    return try FfiConverterTypeClientLimits.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeClientLimits_lower(_ value: ClientLimits) -> RustBuffer {
    return FfiConverterTypeClientLimits.lower(value)
}


/**
 * A record with what the store knows of it.
 */
public struct CloudRecord: Equatable, Hashable {
    /**
     * Its table.
     */
    public var table: String
    /**
     * Its id within the table.
     */
    public var id: String
    /**
     * Its body in canonical form; `none` for a deleted record.
     */
    public var body: Json?
    /**
     * BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `none` for a deleted record.
     */
    public var contentHash: String?
    /**
     * The stamp of this state, as a decimal string.
     */
    public var hlc: String
    /**
     * The device that wrote it.
     */
    public var deviceId: String
    /**
     * When it was written by that device's clock, Unix milliseconds.
     */
    public var updatedAt: Int64
    /**
     * Whether it is deleted.
     */
    public var deleted: Bool
    /**
     * The server's number for the last state both sides had, as a decimal string; `0` for none.
     */
    public var baseSeq: String
    /**
     * Whether this state is the one the server has.
     */
    public var synced: Bool
    /**
     * Members named by `Config.embedding_fields` that went with an earlier body of the record: to be computed anew.
     */
    public var missing: [String]

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Its table.
         */table: String,
        /**
         * Its id within the table.
         */id: String,
        /**
         * Its body in canonical form; `none` for a deleted record.
         */body: Json?,
        /**
         * BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `none` for a deleted record.
         */contentHash: String?,
        /**
         * The stamp of this state, as a decimal string.
         */hlc: String,
        /**
         * The device that wrote it.
         */deviceId: String,
        /**
         * When it was written by that device's clock, Unix milliseconds.
         */updatedAt: Int64,
        /**
         * Whether it is deleted.
         */deleted: Bool,
        /**
         * The server's number for the last state both sides had, as a decimal string; `0` for none.
         */baseSeq: String,
        /**
         * Whether this state is the one the server has.
         */synced: Bool,
        /**
         * Members named by `Config.embedding_fields` that went with an earlier body of the record: to be computed anew.
         */missing: [String]) {
        self.table = table
        self.id = id
        self.body = body
        self.contentHash = contentHash
        self.hlc = hlc
        self.deviceId = deviceId
        self.updatedAt = updatedAt
        self.deleted = deleted
        self.baseSeq = baseSeq
        self.synced = synced
        self.missing = missing
    }




}

#if compiler(>=6)
extension CloudRecord: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCloudRecord: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CloudRecord {
        return
            try CloudRecord(
                table: FfiConverterString.read(from: &buf),
                id: FfiConverterString.read(from: &buf),
                body: FfiConverterOptionTypeJson.read(from: &buf),
                contentHash: FfiConverterOptionString.read(from: &buf),
                hlc: FfiConverterString.read(from: &buf),
                deviceId: FfiConverterString.read(from: &buf),
                updatedAt: FfiConverterInt64.read(from: &buf),
                deleted: FfiConverterBool.read(from: &buf),
                baseSeq: FfiConverterString.read(from: &buf),
                synced: FfiConverterBool.read(from: &buf),
                missing: FfiConverterSequenceString.read(from: &buf)
        )
    }

    public static func write(_ value: CloudRecord, into buf: inout [UInt8]) {
        FfiConverterString.write(value.table, into: &buf)
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterOptionTypeJson.write(value.body, into: &buf)
        FfiConverterOptionString.write(value.contentHash, into: &buf)
        FfiConverterString.write(value.hlc, into: &buf)
        FfiConverterString.write(value.deviceId, into: &buf)
        FfiConverterInt64.write(value.updatedAt, into: &buf)
        FfiConverterBool.write(value.deleted, into: &buf)
        FfiConverterString.write(value.baseSeq, into: &buf)
        FfiConverterBool.write(value.synced, into: &buf)
        FfiConverterSequenceString.write(value.missing, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudRecord_lift(_ buf: RustBuffer) throws -> CloudRecord {
    return try FfiConverterTypeCloudRecord.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudRecord_lower(_ value: CloudRecord) -> RustBuffer {
    return FfiConverterTypeCloudRecord.lower(value)
}


/**
 * Everything an engine is told when it opens a file.
 */
public struct Config: Equatable, Hashable {
    /**
     * The SQLite file; made if it does not exist, in a folder that does.
     */
    public var path: StorePath
    /**
     * The server; `none` keeps the engine local, and network calls report Offline.
     */
    public var http: HttpClientConfig?
    /**
     * How conflicts are settled where the table's policy does not say.
     */
    public var strategy: MergeStrategy
    /**
     * Policies to set when the file opens, by table.
     */
    public var tables: [String: TablePolicy]
    /**
     * Top-level members that are kept beside a body: stored and returned with it, never hashed or sent.
     */
    public var embeddingFields: [String]
    /**
     * What a local write survives.
     */
    public var durability: Durability
    /**
     * Canonical bytes of one body at most; 1 or more.
     */
    public var maxBodyBytes: Int64
    /**
     * Bytes the file may have at most, what SQLite keeps beside it not counted; `none` leaves the end to the disk. 0 or
     * more. A write that needs more throws `Storage` (`storage.full`) and changes nothing.
     */
    public var maxFileBytes: Int64?
    /**
     * How long a store call waits for another writer before it throws `Busy`, in milliseconds; 0 or more.
     */
    public var busyTimeoutMs: Int64
    /**
     * Records in the first batch of a sync; 1 or more. It doubles while batches take under half a second and halves when
     * refused.
     */
    public var batchItems: Int64
    /**
     * Time between two syncs of the background syncer, in milliseconds, give or take a tenth; 1 or more.
     */
    public var syncIntervalMs: Int64
    /**
     * Limits of this engine's own.
     */
    public var limits: ClientLimits?
    /**
     * How long synced rows of the queue and settled conflicts are kept, in days; 1 or more.
     */
    public var retentionDays: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * The SQLite file; made if it does not exist, in a folder that does.
         */path: StorePath,
        /**
         * The server; `none` keeps the engine local, and network calls report Offline.
         */http: HttpClientConfig? = nil,
        /**
         * How conflicts are settled where the table's policy does not say.
         */strategy: MergeStrategy = .lastWriteWins,
        /**
         * Policies to set when the file opens, by table.
         */tables: [String: TablePolicy] = [:],
        /**
         * Top-level members that are kept beside a body: stored and returned with it, never hashed or sent.
         */embeddingFields: [String] = [],
        /**
         * What a local write survives.
         */durability: Durability = .normal,
        /**
         * Canonical bytes of one body at most; 1 or more.
         */maxBodyBytes: Int64 = Int64(1048576),
        /**
         * Bytes the file may have at most, what SQLite keeps beside it not counted; `none` leaves the end to the disk. 0 or
         * more. A write that needs more throws `Storage` (`storage.full`) and changes nothing.
         */maxFileBytes: Int64? = nil,
        /**
         * How long a store call waits for another writer before it throws `Busy`, in milliseconds; 0 or more.
         */busyTimeoutMs: Int64 = Int64(50),
        /**
         * Records in the first batch of a sync; 1 or more. It doubles while batches take under half a second and halves when
         * refused.
         */batchItems: Int64 = Int64(100),
        /**
         * Time between two syncs of the background syncer, in milliseconds, give or take a tenth; 1 or more.
         */syncIntervalMs: Int64 = Int64(300000),
        /**
         * Limits of this engine's own.
         */limits: ClientLimits? = nil,
        /**
         * How long synced rows of the queue and settled conflicts are kept, in days; 1 or more.
         */retentionDays: Int64 = Int64(90)) {
        self.path = path
        self.http = http
        self.strategy = strategy
        self.tables = tables
        self.embeddingFields = embeddingFields
        self.durability = durability
        self.maxBodyBytes = maxBodyBytes
        self.maxFileBytes = maxFileBytes
        self.busyTimeoutMs = busyTimeoutMs
        self.batchItems = batchItems
        self.syncIntervalMs = syncIntervalMs
        self.limits = limits
        self.retentionDays = retentionDays
    }




}

#if compiler(>=6)
extension Config: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConfig: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Config {
        return
            try Config(
                path: FfiConverterTypeStorePath.read(from: &buf),
                http: FfiConverterOptionTypeHttpClientConfig.read(from: &buf),
                strategy: FfiConverterTypeMergeStrategy.read(from: &buf),
                tables: FfiConverterDictionaryStringTypeTablePolicy.read(from: &buf),
                embeddingFields: FfiConverterSequenceString.read(from: &buf),
                durability: FfiConverterTypeDurability.read(from: &buf),
                maxBodyBytes: FfiConverterInt64.read(from: &buf),
                maxFileBytes: FfiConverterOptionInt64.read(from: &buf),
                busyTimeoutMs: FfiConverterInt64.read(from: &buf),
                batchItems: FfiConverterInt64.read(from: &buf),
                syncIntervalMs: FfiConverterInt64.read(from: &buf),
                limits: FfiConverterOptionTypeClientLimits.read(from: &buf),
                retentionDays: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: Config, into buf: inout [UInt8]) {
        FfiConverterTypeStorePath.write(value.path, into: &buf)
        FfiConverterOptionTypeHttpClientConfig.write(value.http, into: &buf)
        FfiConverterTypeMergeStrategy.write(value.strategy, into: &buf)
        FfiConverterDictionaryStringTypeTablePolicy.write(value.tables, into: &buf)
        FfiConverterSequenceString.write(value.embeddingFields, into: &buf)
        FfiConverterTypeDurability.write(value.durability, into: &buf)
        FfiConverterInt64.write(value.maxBodyBytes, into: &buf)
        FfiConverterOptionInt64.write(value.maxFileBytes, into: &buf)
        FfiConverterInt64.write(value.busyTimeoutMs, into: &buf)
        FfiConverterInt64.write(value.batchItems, into: &buf)
        FfiConverterInt64.write(value.syncIntervalMs, into: &buf)
        FfiConverterOptionTypeClientLimits.write(value.limits, into: &buf)
        FfiConverterInt64.write(value.retentionDays, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConfig_lift(_ buf: RustBuffer) throws -> Config {
    return try FfiConverterTypeConfig.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConfig_lower(_ value: Config) -> RustBuffer {
    return FfiConverterTypeConfig.lower(value)
}


/**
 * One conflict. The loser's body stays readable here and can be brought back with `restore`.
 */
public struct ConflictEntry: Equatable, Hashable {
    /**
     * Number in this file's log.
     */
    public var conflictId: Int64
    /**
     * The record's table.
     */
    public var table: String
    /**
     * The record's id.
     */
    public var id: String
    /**
     * This file's side.
     */
    public var local: ConflictState
    /**
     * The server's side.
     */
    public var remote: ConflictState
    /**
     * How the two sides came about.
     */
    public var cause: ConflictCause
    /**
     * The number of the `apply` the local side was written by, as this file counts them; `none` for a write of its own.
     */
    public var unit: Int64?
    /**
     * The rule that applied.
     */
    public var strategy: MergeStrategy
    /**
     * `none` while the conflict is open.
     */
    public var winner: Winner?
    /**
     * `none` while the conflict is open.
     */
    public var resolvedBy: ResolvedBy?
    /**
     * Unix milliseconds.
     */
    public var detectedAt: Int64
    /**
     * Unix milliseconds; `none` while the conflict is open.
     */
    public var resolvedAt: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Number in this file's log.
         */conflictId: Int64,
        /**
         * The record's table.
         */table: String,
        /**
         * The record's id.
         */id: String,
        /**
         * This file's side.
         */local: ConflictState,
        /**
         * The server's side.
         */remote: ConflictState,
        /**
         * How the two sides came about.
         */cause: ConflictCause,
        /**
         * The number of the `apply` the local side was written by, as this file counts them; `none` for a write of its own.
         */unit: Int64?,
        /**
         * The rule that applied.
         */strategy: MergeStrategy,
        /**
         * `none` while the conflict is open.
         */winner: Winner?,
        /**
         * `none` while the conflict is open.
         */resolvedBy: ResolvedBy?,
        /**
         * Unix milliseconds.
         */detectedAt: Int64,
        /**
         * Unix milliseconds; `none` while the conflict is open.
         */resolvedAt: Int64?) {
        self.conflictId = conflictId
        self.table = table
        self.id = id
        self.local = local
        self.remote = remote
        self.cause = cause
        self.unit = unit
        self.strategy = strategy
        self.winner = winner
        self.resolvedBy = resolvedBy
        self.detectedAt = detectedAt
        self.resolvedAt = resolvedAt
    }




}

#if compiler(>=6)
extension ConflictEntry: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConflictEntry: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ConflictEntry {
        return
            try ConflictEntry(
                conflictId: FfiConverterInt64.read(from: &buf),
                table: FfiConverterString.read(from: &buf),
                id: FfiConverterString.read(from: &buf),
                local: FfiConverterTypeConflictState.read(from: &buf),
                remote: FfiConverterTypeConflictState.read(from: &buf),
                cause: FfiConverterTypeConflictCause.read(from: &buf),
                unit: FfiConverterOptionInt64.read(from: &buf),
                strategy: FfiConverterTypeMergeStrategy.read(from: &buf),
                winner: FfiConverterOptionTypeWinner.read(from: &buf),
                resolvedBy: FfiConverterOptionTypeResolvedBy.read(from: &buf),
                detectedAt: FfiConverterInt64.read(from: &buf),
                resolvedAt: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: ConflictEntry, into buf: inout [UInt8]) {
        FfiConverterInt64.write(value.conflictId, into: &buf)
        FfiConverterString.write(value.table, into: &buf)
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterTypeConflictState.write(value.local, into: &buf)
        FfiConverterTypeConflictState.write(value.remote, into: &buf)
        FfiConverterTypeConflictCause.write(value.cause, into: &buf)
        FfiConverterOptionInt64.write(value.unit, into: &buf)
        FfiConverterTypeMergeStrategy.write(value.strategy, into: &buf)
        FfiConverterOptionTypeWinner.write(value.winner, into: &buf)
        FfiConverterOptionTypeResolvedBy.write(value.resolvedBy, into: &buf)
        FfiConverterInt64.write(value.detectedAt, into: &buf)
        FfiConverterOptionInt64.write(value.resolvedAt, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictEntry_lift(_ buf: RustBuffer) throws -> ConflictEntry {
    return try FfiConverterTypeConflictEntry.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictEntry_lower(_ value: ConflictEntry) -> RustBuffer {
    return FfiConverterTypeConflictEntry.lower(value)
}


/**
 * Which conflicts to list.
 */
public struct ConflictFilter: Equatable, Hashable {
    /**
     * Only those waiting for `resolve_conflict`.
     */
    public var openOnly: Bool
    /**
     * Only of this table.
     */
    public var table: String?
    /**
     * Only of this record; needs `table`.
     */
    public var id: String?
    /**
     * Only this one, as an event names it.
     */
    public var conflictId: Int64?
    /**
     * Detected at or after, Unix milliseconds.
     */
    public var since: Int64?
    /**
     * Detected before, Unix milliseconds.
     */
    public var until: Int64?
    /**
     * At most so many, newest first; 1 to 10 000.
     */
    public var limit: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Only those waiting for `resolve_conflict`.
         */openOnly: Bool = false,
        /**
         * Only of this table.
         */table: String? = nil,
        /**
         * Only of this record; needs `table`.
         */id: String? = nil,
        /**
         * Only this one, as an event names it.
         */conflictId: Int64? = nil,
        /**
         * Detected at or after, Unix milliseconds.
         */since: Int64? = nil,
        /**
         * Detected before, Unix milliseconds.
         */until: Int64? = nil,
        /**
         * At most so many, newest first; 1 to 10 000.
         */limit: Int64 = Int64(1000)) {
        self.openOnly = openOnly
        self.table = table
        self.id = id
        self.conflictId = conflictId
        self.since = since
        self.until = until
        self.limit = limit
    }




}

#if compiler(>=6)
extension ConflictFilter: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConflictFilter: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ConflictFilter {
        return
            try ConflictFilter(
                openOnly: FfiConverterBool.read(from: &buf),
                table: FfiConverterOptionString.read(from: &buf),
                id: FfiConverterOptionString.read(from: &buf),
                conflictId: FfiConverterOptionInt64.read(from: &buf),
                since: FfiConverterOptionInt64.read(from: &buf),
                until: FfiConverterOptionInt64.read(from: &buf),
                limit: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: ConflictFilter, into buf: inout [UInt8]) {
        FfiConverterBool.write(value.openOnly, into: &buf)
        FfiConverterOptionString.write(value.table, into: &buf)
        FfiConverterOptionString.write(value.id, into: &buf)
        FfiConverterOptionInt64.write(value.conflictId, into: &buf)
        FfiConverterOptionInt64.write(value.since, into: &buf)
        FfiConverterOptionInt64.write(value.until, into: &buf)
        FfiConverterInt64.write(value.limit, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictFilter_lift(_ buf: RustBuffer) throws -> ConflictFilter {
    return try FfiConverterTypeConflictFilter.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictFilter_lower(_ value: ConflictFilter) -> RustBuffer {
    return FfiConverterTypeConflictFilter.lower(value)
}


/**
 * A state as the conflict log keeps it.
 */
public struct ConflictState: Equatable, Hashable {
    /**
     * In canonical form; `none` when this side had deleted the record.
     */
    public var body: Json?
    /**
     * The stamp, as a decimal string. Empty when the server had no such record.
     */
    public var hlc: String
    /**
     * The device that wrote it. Empty when the server had no such record.
     */
    public var deviceId: String

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * In canonical form; `none` when this side had deleted the record.
         */body: Json?,
        /**
         * The stamp, as a decimal string. Empty when the server had no such record.
         */hlc: String,
        /**
         * The device that wrote it. Empty when the server had no such record.
         */deviceId: String) {
        self.body = body
        self.hlc = hlc
        self.deviceId = deviceId
    }




}

#if compiler(>=6)
extension ConflictState: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConflictState: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ConflictState {
        return
            try ConflictState(
                body: FfiConverterOptionTypeJson.read(from: &buf),
                hlc: FfiConverterString.read(from: &buf),
                deviceId: FfiConverterString.read(from: &buf)
        )
    }

    public static func write(_ value: ConflictState, into buf: inout [UInt8]) {
        FfiConverterOptionTypeJson.write(value.body, into: &buf)
        FfiConverterString.write(value.hlc, into: &buf)
        FfiConverterString.write(value.deviceId, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictState_lift(_ buf: RustBuffer) throws -> ConflictState {
    return try FfiConverterTypeConflictState.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictState_lower(_ value: ConflictState) -> RustBuffer {
    return FfiConverterTypeConflictState.lower(value)
}


/**
 * What every error carries.
 */
public struct ErrorInfo: Equatable, Hashable {
    /**
     * Finer cause, stable and open-ended: `offline.timeout`, `storage.full`. Its first word names the variant.
     */
    public var code: String
    /**
     * One sentence for people: what happened, to what, what to do next. Never a secret.
     */
    public var message: String
    /**
     * Whether the same call may succeed later without a change.
     */
    public var retryable: Bool
    /**
     * How long to wait before that, in milliseconds, when the server said so.
     */
    public var retryAfterMs: Int64?
    /**
     * Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`.
     */
    public var details: Details

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Finer cause, stable and open-ended: `offline.timeout`, `storage.full`. Its first word names the variant.
         */code: String,
        /**
         * One sentence for people: what happened, to what, what to do next. Never a secret.
         */message: String,
        /**
         * Whether the same call may succeed later without a change.
         */retryable: Bool,
        /**
         * How long to wait before that, in milliseconds, when the server said so.
         */retryAfterMs: Int64?,
        /**
         * Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`.
         */details: Details) {
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retryAfterMs = retryAfterMs
        self.details = details
    }




}

#if compiler(>=6)
extension ErrorInfo: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeErrorInfo: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ErrorInfo {
        return
            try ErrorInfo(
                code: FfiConverterString.read(from: &buf),
                message: FfiConverterString.read(from: &buf),
                retryable: FfiConverterBool.read(from: &buf),
                retryAfterMs: FfiConverterOptionInt64.read(from: &buf),
                details: FfiConverterTypeDetails.read(from: &buf)
        )
    }

    public static func write(_ value: ErrorInfo, into buf: inout [UInt8]) {
        FfiConverterString.write(value.code, into: &buf)
        FfiConverterString.write(value.message, into: &buf)
        FfiConverterBool.write(value.retryable, into: &buf)
        FfiConverterOptionInt64.write(value.retryAfterMs, into: &buf)
        FfiConverterTypeDetails.write(value.details, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeErrorInfo_lift(_ buf: RustBuffer) throws -> ErrorInfo {
    return try FfiConverterTypeErrorInfo.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeErrorInfo_lower(_ value: ErrorInfo) -> RustBuffer {
    return FfiConverterTypeErrorInfo.lower(value)
}


/**
 * Why a record is or is not synced.
 */
public struct Explanation: Equatable, Hashable {
    /**
     * Where it stands.
     */
    public var state: RecordState
    /**
     * One sentence for people.
     */
    public var reason: String
    /**
     * How often it was sent without success.
     */
    public var attempts: Int64
    /**
     * Since when it waits, Unix milliseconds.
     */
    public var since: Int64?
    /**
     * The conflict it waits for.
     */
    public var conflictId: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Where it stands.
         */state: RecordState,
        /**
         * One sentence for people.
         */reason: String,
        /**
         * How often it was sent without success.
         */attempts: Int64,
        /**
         * Since when it waits, Unix milliseconds.
         */since: Int64?,
        /**
         * The conflict it waits for.
         */conflictId: Int64?) {
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.since = since
        self.conflictId = conflictId
    }




}

#if compiler(>=6)
extension Explanation: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeExplanation: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Explanation {
        return
            try Explanation(
                state: FfiConverterTypeRecordState.read(from: &buf),
                reason: FfiConverterString.read(from: &buf),
                attempts: FfiConverterInt64.read(from: &buf),
                since: FfiConverterOptionInt64.read(from: &buf),
                conflictId: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: Explanation, into buf: inout [UInt8]) {
        FfiConverterTypeRecordState.write(value.state, into: &buf)
        FfiConverterString.write(value.reason, into: &buf)
        FfiConverterInt64.write(value.attempts, into: &buf)
        FfiConverterOptionInt64.write(value.since, into: &buf)
        FfiConverterOptionInt64.write(value.conflictId, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeExplanation_lift(_ buf: RustBuffer) throws -> Explanation {
    return try FfiConverterTypeExplanation.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeExplanation_lower(_ value: Explanation) -> RustBuffer {
    return FfiConverterTypeExplanation.lower(value)
}


/**
 * A record the server refused.
 */
public struct FailedMutation: Equatable, Hashable {
    /**
     * The record's table.
     */
    public var table: String
    /**
     * The record's id.
     */
    public var id: String
    /**
     * What the newest mutation did.
     */
    public var kind: MutationKind
    /**
     * The state that waits, in canonical form; `none` for a delete.
     */
    public var body: Json?
    /**
     * The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that is only
     * refused because another of its `apply` is.
     */
    public var code: String
    /**
     * The server's sentence.
     */
    public var reason: String
    /**
     * How often it was sent.
     */
    public var attempts: Int64
    /**
     * When the mutation was made, Unix milliseconds.
     */
    public var timestamp: Int64
    /**
     * The number of its `apply`, as this file counts them; records of one are retried and discarded together. `none` for a
     * write of its own.
     */
    public var unit: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * The record's table.
         */table: String,
        /**
         * The record's id.
         */id: String,
        /**
         * What the newest mutation did.
         */kind: MutationKind,
        /**
         * The state that waits, in canonical form; `none` for a delete.
         */body: Json?,
        /**
         * The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that is only
         * refused because another of its `apply` is.
         */code: String,
        /**
         * The server's sentence.
         */reason: String,
        /**
         * How often it was sent.
         */attempts: Int64,
        /**
         * When the mutation was made, Unix milliseconds.
         */timestamp: Int64,
        /**
         * The number of its `apply`, as this file counts them; records of one are retried and discarded together. `none` for a
         * write of its own.
         */unit: Int64?) {
        self.table = table
        self.id = id
        self.kind = kind
        self.body = body
        self.code = code
        self.reason = reason
        self.attempts = attempts
        self.timestamp = timestamp
        self.unit = unit
    }




}

#if compiler(>=6)
extension FailedMutation: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeFailedMutation: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> FailedMutation {
        return
            try FailedMutation(
                table: FfiConverterString.read(from: &buf),
                id: FfiConverterString.read(from: &buf),
                kind: FfiConverterTypeMutationKind.read(from: &buf),
                body: FfiConverterOptionTypeJson.read(from: &buf),
                code: FfiConverterString.read(from: &buf),
                reason: FfiConverterString.read(from: &buf),
                attempts: FfiConverterInt64.read(from: &buf),
                timestamp: FfiConverterInt64.read(from: &buf),
                unit: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: FailedMutation, into buf: inout [UInt8]) {
        FfiConverterString.write(value.table, into: &buf)
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterTypeMutationKind.write(value.kind, into: &buf)
        FfiConverterOptionTypeJson.write(value.body, into: &buf)
        FfiConverterString.write(value.code, into: &buf)
        FfiConverterString.write(value.reason, into: &buf)
        FfiConverterInt64.write(value.attempts, into: &buf)
        FfiConverterInt64.write(value.timestamp, into: &buf)
        FfiConverterOptionInt64.write(value.unit, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeFailedMutation_lift(_ buf: RustBuffer) throws -> FailedMutation {
    return try FfiConverterTypeFailedMutation.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeFailedMutation_lower(_ value: FailedMutation) -> RustBuffer {
    return FfiConverterTypeFailedMutation.lower(value)
}


/**
 * How requests are made.
 */
public struct HttpClientConfig: Equatable, Hashable {
    /**
     * `https://host[:port][/prefix]`; `http://` only to loopback unless `allow_insecure_http`.
     */
    public var baseUrl: String
    /**
     * Time for one request and its answer, in milliseconds; 1 or more.
     */
    public var timeoutMs: Int64
    /**
     * Tries and waits; `none` is 3 tries in all with waits of 1 to 30 s.
     */
    public var retry: RetryPolicy?
    /**
     * Lets credentials travel over plain HTTP to other machines. Anyone on the way can read them.
     */
    public var allowInsecureHttp: Bool
    /**
     * Certificate authorities to trust besides the system's, one or several as PEM: a team's own.
     */
    public var extraRootPem: String?
    /**
     * Decoded bytes of one answer at most; 1 or more.
     */
    public var maxAnswerBytes: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * `https://host[:port][/prefix]`; `http://` only to loopback unless `allow_insecure_http`.
         */baseUrl: String,
        /**
         * Time for one request and its answer, in milliseconds; 1 or more.
         */timeoutMs: Int64 = Int64(30000),
        /**
         * Tries and waits; `none` is 3 tries in all with waits of 1 to 30 s.
         */retry: RetryPolicy? = nil,
        /**
         * Lets credentials travel over plain HTTP to other machines. Anyone on the way can read them.
         */allowInsecureHttp: Bool = false,
        /**
         * Certificate authorities to trust besides the system's, one or several as PEM: a team's own.
         */extraRootPem: String? = nil,
        /**
         * Decoded bytes of one answer at most; 1 or more.
         */maxAnswerBytes: Int64 = Int64(67108864)) {
        self.baseUrl = baseUrl
        self.timeoutMs = timeoutMs
        self.retry = retry
        self.allowInsecureHttp = allowInsecureHttp
        self.extraRootPem = extraRootPem
        self.maxAnswerBytes = maxAnswerBytes
    }




}

#if compiler(>=6)
extension HttpClientConfig: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeHttpClientConfig: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> HttpClientConfig {
        return
            try HttpClientConfig(
                baseUrl: FfiConverterString.read(from: &buf),
                timeoutMs: FfiConverterInt64.read(from: &buf),
                retry: FfiConverterOptionTypeRetryPolicy.read(from: &buf),
                allowInsecureHttp: FfiConverterBool.read(from: &buf),
                extraRootPem: FfiConverterOptionString.read(from: &buf),
                maxAnswerBytes: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: HttpClientConfig, into buf: inout [UInt8]) {
        FfiConverterString.write(value.baseUrl, into: &buf)
        FfiConverterInt64.write(value.timeoutMs, into: &buf)
        FfiConverterOptionTypeRetryPolicy.write(value.retry, into: &buf)
        FfiConverterBool.write(value.allowInsecureHttp, into: &buf)
        FfiConverterOptionString.write(value.extraRootPem, into: &buf)
        FfiConverterInt64.write(value.maxAnswerBytes, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeHttpClientConfig_lift(_ buf: RustBuffer) throws -> HttpClientConfig {
    return try FfiConverterTypeHttpClientConfig.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeHttpClientConfig_lower(_ value: HttpClientConfig) -> RustBuffer {
    return FfiConverterTypeHttpClientConfig.lower(value)
}


/**
 * One entry of the log. It never holds a body or a credential.
 */
public struct LogEntry: Equatable, Hashable {
    /**
     * When, by the engine's clock, Unix milliseconds.
     */
    public var at: Int64
    /**
     * How much it matters.
     */
    public var level: LogLevel
    /**
     * The part of the library it comes from: `cortex_cloud::engine::network`.
     */
    public var target: String
    /**
     * One sentence for people.
     */
    public var message: String
    /**
     * Names and values.
     */
    public var fields: Details

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * When, by the engine's clock, Unix milliseconds.
         */at: Int64,
        /**
         * How much it matters.
         */level: LogLevel,
        /**
         * The part of the library it comes from: `cortex_cloud::engine::network`.
         */target: String,
        /**
         * One sentence for people.
         */message: String,
        /**
         * Names and values.
         */fields: Details) {
        self.at = at
        self.level = level
        self.target = target
        self.message = message
        self.fields = fields
    }




}

#if compiler(>=6)
extension LogEntry: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeLogEntry: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> LogEntry {
        return
            try LogEntry(
                at: FfiConverterInt64.read(from: &buf),
                level: FfiConverterTypeLogLevel.read(from: &buf),
                target: FfiConverterString.read(from: &buf),
                message: FfiConverterString.read(from: &buf),
                fields: FfiConverterTypeDetails.read(from: &buf)
        )
    }

    public static func write(_ value: LogEntry, into buf: inout [UInt8]) {
        FfiConverterInt64.write(value.at, into: &buf)
        FfiConverterTypeLogLevel.write(value.level, into: &buf)
        FfiConverterString.write(value.target, into: &buf)
        FfiConverterString.write(value.message, into: &buf)
        FfiConverterTypeDetails.write(value.fields, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogEntry_lift(_ buf: RustBuffer) throws -> LogEntry {
    return try FfiConverterTypeLogEntry.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogEntry_lower(_ value: LogEntry) -> RustBuffer {
    return FfiConverterTypeLogEntry.lower(value)
}


/**
 * One path of an order. Ascending: missing, null, false, true, numbers, strings by their bytes, then arrays and objects
 * by the bytes of their canonical text. Descending is the exact reverse.
 */
public struct OrderBy: Equatable, Hashable {
    /**
     * A path of the body as in a filter, or `$id`, or `$updated_at`.
     */
    public var path: String
    /**
     * The greatest first.
     */
    public var descending: Bool

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * A path of the body as in a filter, or `$id`, or `$updated_at`.
         */path: String,
        /**
         * The greatest first.
         */descending: Bool = false) {
        self.path = path
        self.descending = descending
    }




}

#if compiler(>=6)
extension OrderBy: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeOrderBy: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> OrderBy {
        return
            try OrderBy(
                path: FfiConverterString.read(from: &buf),
                descending: FfiConverterBool.read(from: &buf)
        )
    }

    public static func write(_ value: OrderBy, into buf: inout [UInt8]) {
        FfiConverterString.write(value.path, into: &buf)
        FfiConverterBool.write(value.descending, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeOrderBy_lift(_ buf: RustBuffer) throws -> OrderBy {
    return try FfiConverterTypeOrderBy.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeOrderBy_lower(_ value: OrderBy) -> RustBuffer {
    return FfiConverterTypeOrderBy.lower(value)
}


/**
 * A page of bodies.
 */
public struct Page: Equatable, Hashable {
    /**
     * In canonical form.
     */
    public var bodies: [Json]
    /**
     * Ask for the next page with it; `none` after the last. Opaque, and of use to the same query only. Writes between two
     * pages shift nothing: a record that is not changed meanwhile is given exactly once.
     */
    public var nextPage: String?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * In canonical form.
         */bodies: [Json],
        /**
         * Ask for the next page with it; `none` after the last. Opaque, and of use to the same query only. Writes between two
         * pages shift nothing: a record that is not changed meanwhile is given exactly once.
         */nextPage: String?) {
        self.bodies = bodies
        self.nextPage = nextPage
    }




}

#if compiler(>=6)
extension Page: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypePage: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Page {
        return
            try Page(
                bodies: FfiConverterSequenceTypeJson.read(from: &buf),
                nextPage: FfiConverterOptionString.read(from: &buf)
        )
    }

    public static func write(_ value: Page, into buf: inout [UInt8]) {
        FfiConverterSequenceTypeJson.write(value.bodies, into: &buf)
        FfiConverterOptionString.write(value.nextPage, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypePage_lift(_ buf: RustBuffer) throws -> Page {
    return try FfiConverterTypePage.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypePage_lower(_ value: Page) -> RustBuffer {
    return FfiConverterTypePage.lower(value)
}


/**
 * Which records of a table, in which order, and how many.
 */
public struct Query: Equatable, Hashable {
    /**
     * A JSON object: only the records it matches. `none` matches all.
     */
    public var filter: Json?
    /**
     * Up to 3 paths; what they leave equal is ordered by id, in the direction of the last of them.
     */
    public var orderBy: [OrderBy]
    /**
     * Records in a page, 1 to 10 000.
     */
    public var limit: Int64
    /**
     * Where the last page of the same query ended: its `next_page`.
     */
    public var page: String?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * A JSON object: only the records it matches. `none` matches all.
         */filter: Json? = nil,
        /**
         * Up to 3 paths; what they leave equal is ordered by id, in the direction of the last of them.
         */orderBy: [OrderBy] = [],
        /**
         * Records in a page, 1 to 10 000.
         */limit: Int64 = Int64(1000),
        /**
         * Where the last page of the same query ended: its `next_page`.
         */page: String? = nil) {
        self.filter = filter
        self.orderBy = orderBy
        self.limit = limit
        self.page = page
    }




}

#if compiler(>=6)
extension Query: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeQuery: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Query {
        return
            try Query(
                filter: FfiConverterOptionTypeJson.read(from: &buf),
                orderBy: FfiConverterSequenceTypeOrderBy.read(from: &buf),
                limit: FfiConverterInt64.read(from: &buf),
                page: FfiConverterOptionString.read(from: &buf)
        )
    }

    public static func write(_ value: Query, into buf: inout [UInt8]) {
        FfiConverterOptionTypeJson.write(value.filter, into: &buf)
        FfiConverterSequenceTypeOrderBy.write(value.orderBy, into: &buf)
        FfiConverterInt64.write(value.limit, into: &buf)
        FfiConverterOptionString.write(value.page, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuery_lift(_ buf: RustBuffer) throws -> Query {
    return try FfiConverterTypeQuery.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuery_lower(_ value: Query) -> RustBuffer {
    return FfiConverterTypeQuery.lower(value)
}


/**
 * A put or delete with the time it was made at.
 */
public struct QueuedMutation: Equatable, Hashable {
    /**
     * The record's table.
     */
    public var table: String
    /**
     * The record's id.
     */
    public var id: String
    /**
     * `Create` and `Update` put, `Delete` deletes. The queue shows what it turned out to be.
     */
    public var kind: MutationKind
    /**
     * When it was made, Unix milliseconds. For display: what wins a conflict is decided by the engine's own stamp.
     */
    public var timestamp: Int64
    /**
     * A JSON object; `none` for a delete.
     */
    public var payload: Json?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * The record's table.
         */table: String,
        /**
         * The record's id.
         */id: String,
        /**
         * `Create` and `Update` put, `Delete` deletes. The queue shows what it turned out to be.
         */kind: MutationKind,
        /**
         * When it was made, Unix milliseconds. For display: what wins a conflict is decided by the engine's own stamp.
         */timestamp: Int64,
        /**
         * A JSON object; `none` for a delete.
         */payload: Json? = nil) {
        self.table = table
        self.id = id
        self.kind = kind
        self.timestamp = timestamp
        self.payload = payload
    }




}

#if compiler(>=6)
extension QueuedMutation: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeQueuedMutation: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> QueuedMutation {
        return
            try QueuedMutation(
                table: FfiConverterString.read(from: &buf),
                id: FfiConverterString.read(from: &buf),
                kind: FfiConverterTypeMutationKind.read(from: &buf),
                timestamp: FfiConverterInt64.read(from: &buf),
                payload: FfiConverterOptionTypeJson.read(from: &buf)
        )
    }

    public static func write(_ value: QueuedMutation, into buf: inout [UInt8]) {
        FfiConverterString.write(value.table, into: &buf)
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterTypeMutationKind.write(value.kind, into: &buf)
        FfiConverterInt64.write(value.timestamp, into: &buf)
        FfiConverterOptionTypeJson.write(value.payload, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQueuedMutation_lift(_ buf: RustBuffer) throws -> QueuedMutation {
    return try FfiConverterTypeQueuedMutation.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQueuedMutation_lower(_ value: QueuedMutation) -> RustBuffer {
    return FfiConverterTypeQueuedMutation.lower(value)
}


/**
 * What a space uses of what it may.
 */
public struct Quota: Equatable, Hashable {
    /**
     * Live records.
     */
    public var records: Usage
    /**
     * Bytes of their canonical bodies.
     */
    public var bytes: Usage
    /**
     * Milliseconds from a device's completed sync to its next one at least; `none` is no limit.
     */
    public var minSyncIntervalMs: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Live records.
         */records: Usage,
        /**
         * Bytes of their canonical bodies.
         */bytes: Usage,
        /**
         * Milliseconds from a device's completed sync to its next one at least; `none` is no limit.
         */minSyncIntervalMs: Int64?) {
        self.records = records
        self.bytes = bytes
        self.minSyncIntervalMs = minSyncIntervalMs
    }




}

#if compiler(>=6)
extension Quota: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeQuota: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Quota {
        return
            try Quota(
                records: FfiConverterTypeUsage.read(from: &buf),
                bytes: FfiConverterTypeUsage.read(from: &buf),
                minSyncIntervalMs: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: Quota, into buf: inout [UInt8]) {
        FfiConverterTypeUsage.write(value.records, into: &buf)
        FfiConverterTypeUsage.write(value.bytes, into: &buf)
        FfiConverterOptionInt64.write(value.minSyncIntervalMs, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuota_lift(_ buf: RustBuffer) throws -> Quota {
    return try FfiConverterTypeQuota.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuota_lower(_ value: Quota) -> RustBuffer {
    return FfiConverterTypeQuota.lower(value)
}


/**
 * A record's id and body, for `put_many`.
 */
public struct RecordBody: Equatable, Hashable {
    /**
     * Its id within the table.
     */
    public var id: String
    /**
     * A JSON object.
     */
    public var body: Json

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Its id within the table.
         */id: String,
        /**
         * A JSON object.
         */body: Json) {
        self.id = id
        self.body = body
    }




}

#if compiler(>=6)
extension RecordBody: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRecordBody: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> RecordBody {
        return
            try RecordBody(
                id: FfiConverterString.read(from: &buf),
                body: FfiConverterTypeJson.read(from: &buf)
        )
    }

    public static func write(_ value: RecordBody, into buf: inout [UInt8]) {
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterTypeJson.write(value.body, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordBody_lift(_ buf: RustBuffer) throws -> RecordBody {
    return try FfiConverterTypeRecordBody.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordBody_lower(_ value: RecordBody) -> RustBuffer {
    return FfiConverterTypeRecordBody.lower(value)
}


/**
 * A page of records.
 */
public struct RecordPage: Equatable, Hashable {
    /**
     * The records with their metadata.
     */
    public var records: [CloudRecord]
    /**
     * As `Page.next_page`.
     */
    public var nextPage: String?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * The records with their metadata.
         */records: [CloudRecord],
        /**
         * As `Page.next_page`.
         */nextPage: String?) {
        self.records = records
        self.nextPage = nextPage
    }




}

#if compiler(>=6)
extension RecordPage: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRecordPage: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> RecordPage {
        return
            try RecordPage(
                records: FfiConverterSequenceTypeCloudRecord.read(from: &buf),
                nextPage: FfiConverterOptionString.read(from: &buf)
        )
    }

    public static func write(_ value: RecordPage, into buf: inout [UInt8]) {
        FfiConverterSequenceTypeCloudRecord.write(value.records, into: &buf)
        FfiConverterOptionString.write(value.nextPage, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordPage_lift(_ buf: RustBuffer) throws -> RecordPage {
    return try FfiConverterTypeRecordPage.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordPage_lower(_ value: RecordPage) -> RustBuffer {
    return FfiConverterTypeRecordPage.lower(value)
}


/**
 * Why the server refused a mutation.
 */
public struct Refusal: Equatable, Hashable {
    /**
     * The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`.
     */
    public var code: String
    /**
     * The server's sentence.
     */
    public var reason: String

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`.
         */code: String,
        /**
         * The server's sentence.
         */reason: String) {
        self.code = code
        self.reason = reason
    }




}

#if compiler(>=6)
extension Refusal: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRefusal: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Refusal {
        return
            try Refusal(
                code: FfiConverterString.read(from: &buf),
                reason: FfiConverterString.read(from: &buf)
        )
    }

    public static func write(_ value: Refusal, into buf: inout [UInt8]) {
        FfiConverterString.write(value.code, into: &buf)
        FfiConverterString.write(value.reason, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRefusal_lift(_ buf: RustBuffer) throws -> Refusal {
    return try FfiConverterTypeRefusal.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRefusal_lower(_ value: Refusal) -> RustBuffer {
    return FfiConverterTypeRefusal.lower(value)
}


/**
 * How often a failed request is sent again, and how patiently.
 */
public struct RetryPolicy: Equatable, Hashable {
    /**
     * Tries in all, the first included; 1 or more.
     */
    public var maxTries: Int64
    /**
     * Upper bound of the first wait, in milliseconds; doubles with every try. 0 or more.
     */
    public var backoffBaseMs: Int64
    /**
     * Upper bound of any wait, in milliseconds; 0 or more.
     */
    public var backoffMaxMs: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Tries in all, the first included; 1 or more.
         */maxTries: Int64 = Int64(3),
        /**
         * Upper bound of the first wait, in milliseconds; doubles with every try. 0 or more.
         */backoffBaseMs: Int64 = Int64(1000),
        /**
         * Upper bound of any wait, in milliseconds; 0 or more.
         */backoffMaxMs: Int64 = Int64(30000)) {
        self.maxTries = maxTries
        self.backoffBaseMs = backoffBaseMs
        self.backoffMaxMs = backoffMaxMs
    }




}

#if compiler(>=6)
extension RetryPolicy: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRetryPolicy: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> RetryPolicy {
        return
            try RetryPolicy(
                maxTries: FfiConverterInt64.read(from: &buf),
                backoffBaseMs: FfiConverterInt64.read(from: &buf),
                backoffMaxMs: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: RetryPolicy, into buf: inout [UInt8]) {
        FfiConverterInt64.write(value.maxTries, into: &buf)
        FfiConverterInt64.write(value.backoffBaseMs, into: &buf)
        FfiConverterInt64.write(value.backoffMaxMs, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRetryPolicy_lift(_ buf: RustBuffer) throws -> RetryPolicy {
    return try FfiConverterTypeRetryPolicy.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRetryPolicy_lower(_ value: RetryPolicy) -> RustBuffer {
    return FfiConverterTypeRetryPolicy.lower(value)
}


/**
 * The engine's state at one moment.
 */
public struct StatusReport: Equatable, Hashable {
    /**
     * What it is doing.
     */
    public var status: CloudStatus
    /**
     * How far the sign-in has come.
     */
    public var auth: AuthState
    /**
     * This file's identity among the devices of its space.
     */
    public var deviceId: String
    /**
     * The space this file belongs to since its first handshake.
     */
    public var space: String?
    /**
     * When the last sync ended in success, Unix milliseconds. For display: nothing depends on it.
     */
    public var lastSyncAt: Int64?
    /**
     * Records waiting to be sent.
     */
    public var pending: Int64
    /**
     * Records the server refused.
     */
    public var failed: Int64
    /**
     * Records waiting for `resolve_conflict`; they are among the pending or the failed, too.
     */
    public var conflicted: Int64
    /**
     * How long the oldest waiting mutation has waited, in milliseconds.
     */
    public var oldestPendingMs: Int64?
    /**
     * What the space uses of what it may, by the server's last word.
     */
    public var quota: Quota?
    /**
     * The server's seq up to which this file has everything, as a decimal string.
     */
    public var cursorSeq: String
    /**
     * The digest of what this file and the server have in common: 32 hexadecimal digits.
     */
    public var digest: String
    /**
     * Rows of a long pull that are here and not shown yet.
     */
    public var staged: Int64
    /**
     * Rows of the server that this version cannot read; they wait for one that can.
     */
    public var parked: Int64
    /**
     * Records that ever went up apart from their `apply`, because it had grown past what one batch may hold.
     */
    public var sentApart: Int64
    /**
     * Why the last sync was no success.
     */
    public var lastError: CloudError?
    /**
     * How often a listener or the log's sink failed.
     */
    public var failedListeners: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * What it is doing.
         */status: CloudStatus,
        /**
         * How far the sign-in has come.
         */auth: AuthState,
        /**
         * This file's identity among the devices of its space.
         */deviceId: String,
        /**
         * The space this file belongs to since its first handshake.
         */space: String?,
        /**
         * When the last sync ended in success, Unix milliseconds. For display: nothing depends on it.
         */lastSyncAt: Int64?,
        /**
         * Records waiting to be sent.
         */pending: Int64,
        /**
         * Records the server refused.
         */failed: Int64,
        /**
         * Records waiting for `resolve_conflict`; they are among the pending or the failed, too.
         */conflicted: Int64,
        /**
         * How long the oldest waiting mutation has waited, in milliseconds.
         */oldestPendingMs: Int64?,
        /**
         * What the space uses of what it may, by the server's last word.
         */quota: Quota?,
        /**
         * The server's seq up to which this file has everything, as a decimal string.
         */cursorSeq: String,
        /**
         * The digest of what this file and the server have in common: 32 hexadecimal digits.
         */digest: String,
        /**
         * Rows of a long pull that are here and not shown yet.
         */staged: Int64,
        /**
         * Rows of the server that this version cannot read; they wait for one that can.
         */parked: Int64,
        /**
         * Records that ever went up apart from their `apply`, because it had grown past what one batch may hold.
         */sentApart: Int64,
        /**
         * Why the last sync was no success.
         */lastError: CloudError?,
        /**
         * How often a listener or the log's sink failed.
         */failedListeners: Int64) {
        self.status = status
        self.auth = auth
        self.deviceId = deviceId
        self.space = space
        self.lastSyncAt = lastSyncAt
        self.pending = pending
        self.failed = failed
        self.conflicted = conflicted
        self.oldestPendingMs = oldestPendingMs
        self.quota = quota
        self.cursorSeq = cursorSeq
        self.digest = digest
        self.staged = staged
        self.parked = parked
        self.sentApart = sentApart
        self.lastError = lastError
        self.failedListeners = failedListeners
    }




}

#if compiler(>=6)
extension StatusReport: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeStatusReport: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> StatusReport {
        return
            try StatusReport(
                status: FfiConverterTypeCloudStatus.read(from: &buf),
                auth: FfiConverterTypeAuthState.read(from: &buf),
                deviceId: FfiConverterString.read(from: &buf),
                space: FfiConverterOptionString.read(from: &buf),
                lastSyncAt: FfiConverterOptionInt64.read(from: &buf),
                pending: FfiConverterInt64.read(from: &buf),
                failed: FfiConverterInt64.read(from: &buf),
                conflicted: FfiConverterInt64.read(from: &buf),
                oldestPendingMs: FfiConverterOptionInt64.read(from: &buf),
                quota: FfiConverterOptionTypeQuota.read(from: &buf),
                cursorSeq: FfiConverterString.read(from: &buf),
                digest: FfiConverterString.read(from: &buf),
                staged: FfiConverterInt64.read(from: &buf),
                parked: FfiConverterInt64.read(from: &buf),
                sentApart: FfiConverterInt64.read(from: &buf),
                lastError: FfiConverterOptionTypeCloudError.read(from: &buf),
                failedListeners: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: StatusReport, into buf: inout [UInt8]) {
        FfiConverterTypeCloudStatus.write(value.status, into: &buf)
        FfiConverterTypeAuthState.write(value.auth, into: &buf)
        FfiConverterString.write(value.deviceId, into: &buf)
        FfiConverterOptionString.write(value.space, into: &buf)
        FfiConverterOptionInt64.write(value.lastSyncAt, into: &buf)
        FfiConverterInt64.write(value.pending, into: &buf)
        FfiConverterInt64.write(value.failed, into: &buf)
        FfiConverterInt64.write(value.conflicted, into: &buf)
        FfiConverterOptionInt64.write(value.oldestPendingMs, into: &buf)
        FfiConverterOptionTypeQuota.write(value.quota, into: &buf)
        FfiConverterString.write(value.cursorSeq, into: &buf)
        FfiConverterString.write(value.digest, into: &buf)
        FfiConverterInt64.write(value.staged, into: &buf)
        FfiConverterInt64.write(value.parked, into: &buf)
        FfiConverterInt64.write(value.sentApart, into: &buf)
        FfiConverterOptionTypeCloudError.write(value.lastError, into: &buf)
        FfiConverterInt64.write(value.failedListeners, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeStatusReport_lift(_ buf: RustBuffer) throws -> StatusReport {
    return try FfiConverterTypeStatusReport.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeStatusReport_lower(_ value: StatusReport) -> RustBuffer {
    return FfiConverterTypeStatusReport.lower(value)
}


/**
 * What a sync did. Reported, not thrown: that there is no network is nothing exceptional.
 */
public struct SyncReport: Equatable, Hashable {
    /**
     * How it ended.
     */
    public var status: SyncStatus
    /**
     * Records the server accepted.
     */
    public var pushed: Int64
    /**
     * Remote versions received, this device's own echoes left out.
     */
    public var pulled: Int64
    /**
     * Conflicts found and settled by a strategy.
     */
    public var conflictsResolved: Int64
    /**
     * Conflicts waiting for `resolve_conflict`, from this sync or earlier.
     */
    public var conflictsWaiting: Int64
    /**
     * Mutations the server refused for good; they are in quarantine.
     */
    public var refused: Int64
    /**
     * Mutations that did not fit into the space; they stay queued.
     */
    public var overQuota: Int64
    /**
     * Batches that were taken up again after a lost answer or a crash.
     */
    public var resent: Int64
    /**
     * Rows of the server this version cannot read. They wait for one that can.
     */
    public var parked: Int64
    /**
     * How often a catch-up of more than 50 000 rows was shown before its end. What readers see then is between two states
     * of the server.
     */
    public var shownEarly: Int64
    /**
     * Records that went up apart from their `apply`, which has grown past what one batch may hold.
     */
    public var apart: Int64
    /**
     * Records set right because digests differed.
     */
    public var repaired: Int64
    /**
     * Records settled anew because the server was restored from a backup, or this device was away for too long.
     */
    public var reconciled: Int64
    /**
     * Whether the digests were compared at the end, and were equal: then this file and the server hold the same but for
     * unsynced work.
     */
    public var digestsEqual: Bool
    /**
     * Request bytes on the wire, compressed, heads not counted.
     */
    public var bytesSent: Int64
    /**
     * Answer bytes on the wire, compressed, heads not counted.
     */
    public var bytesReceived: Int64
    /**
     * Milliseconds from start to end.
     */
    public var durationMs: Int64
    /**
     * Why it is not a success.
     */
    public var error: CloudError?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * How it ended.
         */status: SyncStatus,
        /**
         * Records the server accepted.
         */pushed: Int64,
        /**
         * Remote versions received, this device's own echoes left out.
         */pulled: Int64,
        /**
         * Conflicts found and settled by a strategy.
         */conflictsResolved: Int64,
        /**
         * Conflicts waiting for `resolve_conflict`, from this sync or earlier.
         */conflictsWaiting: Int64,
        /**
         * Mutations the server refused for good; they are in quarantine.
         */refused: Int64,
        /**
         * Mutations that did not fit into the space; they stay queued.
         */overQuota: Int64,
        /**
         * Batches that were taken up again after a lost answer or a crash.
         */resent: Int64,
        /**
         * Rows of the server this version cannot read. They wait for one that can.
         */parked: Int64,
        /**
         * How often a catch-up of more than 50 000 rows was shown before its end. What readers see then is between two states
         * of the server.
         */shownEarly: Int64,
        /**
         * Records that went up apart from their `apply`, which has grown past what one batch may hold.
         */apart: Int64,
        /**
         * Records set right because digests differed.
         */repaired: Int64,
        /**
         * Records settled anew because the server was restored from a backup, or this device was away for too long.
         */reconciled: Int64,
        /**
         * Whether the digests were compared at the end, and were equal: then this file and the server hold the same but for
         * unsynced work.
         */digestsEqual: Bool,
        /**
         * Request bytes on the wire, compressed, heads not counted.
         */bytesSent: Int64,
        /**
         * Answer bytes on the wire, compressed, heads not counted.
         */bytesReceived: Int64,
        /**
         * Milliseconds from start to end.
         */durationMs: Int64,
        /**
         * Why it is not a success.
         */error: CloudError?) {
        self.status = status
        self.pushed = pushed
        self.pulled = pulled
        self.conflictsResolved = conflictsResolved
        self.conflictsWaiting = conflictsWaiting
        self.refused = refused
        self.overQuota = overQuota
        self.resent = resent
        self.parked = parked
        self.shownEarly = shownEarly
        self.apart = apart
        self.repaired = repaired
        self.reconciled = reconciled
        self.digestsEqual = digestsEqual
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.durationMs = durationMs
        self.error = error
    }




}

#if compiler(>=6)
extension SyncReport: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeSyncReport: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SyncReport {
        return
            try SyncReport(
                status: FfiConverterTypeSyncStatus.read(from: &buf),
                pushed: FfiConverterInt64.read(from: &buf),
                pulled: FfiConverterInt64.read(from: &buf),
                conflictsResolved: FfiConverterInt64.read(from: &buf),
                conflictsWaiting: FfiConverterInt64.read(from: &buf),
                refused: FfiConverterInt64.read(from: &buf),
                overQuota: FfiConverterInt64.read(from: &buf),
                resent: FfiConverterInt64.read(from: &buf),
                parked: FfiConverterInt64.read(from: &buf),
                shownEarly: FfiConverterInt64.read(from: &buf),
                apart: FfiConverterInt64.read(from: &buf),
                repaired: FfiConverterInt64.read(from: &buf),
                reconciled: FfiConverterInt64.read(from: &buf),
                digestsEqual: FfiConverterBool.read(from: &buf),
                bytesSent: FfiConverterInt64.read(from: &buf),
                bytesReceived: FfiConverterInt64.read(from: &buf),
                durationMs: FfiConverterInt64.read(from: &buf),
                error: FfiConverterOptionTypeCloudError.read(from: &buf)
        )
    }

    public static func write(_ value: SyncReport, into buf: inout [UInt8]) {
        FfiConverterTypeSyncStatus.write(value.status, into: &buf)
        FfiConverterInt64.write(value.pushed, into: &buf)
        FfiConverterInt64.write(value.pulled, into: &buf)
        FfiConverterInt64.write(value.conflictsResolved, into: &buf)
        FfiConverterInt64.write(value.conflictsWaiting, into: &buf)
        FfiConverterInt64.write(value.refused, into: &buf)
        FfiConverterInt64.write(value.overQuota, into: &buf)
        FfiConverterInt64.write(value.resent, into: &buf)
        FfiConverterInt64.write(value.parked, into: &buf)
        FfiConverterInt64.write(value.shownEarly, into: &buf)
        FfiConverterInt64.write(value.apart, into: &buf)
        FfiConverterInt64.write(value.repaired, into: &buf)
        FfiConverterInt64.write(value.reconciled, into: &buf)
        FfiConverterBool.write(value.digestsEqual, into: &buf)
        FfiConverterInt64.write(value.bytesSent, into: &buf)
        FfiConverterInt64.write(value.bytesReceived, into: &buf)
        FfiConverterInt64.write(value.durationMs, into: &buf)
        FfiConverterOptionTypeCloudError.write(value.error, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncReport_lift(_ buf: RustBuffer) throws -> SyncReport {
    return try FfiConverterTypeSyncReport.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncReport_lower(_ value: SyncReport) -> RustBuffer {
    return FfiConverterTypeSyncReport.lower(value)
}


/**
 * A table of this file.
 */
public struct TableInfo: Equatable, Hashable {
    /**
     * Its name.
     */
    public var name: String
    /**
     * What holds for it in this file.
     */
    public var policy: TablePolicy
    /**
     * Its records, deleted ones left out.
     */
    public var records: Int64
    /**
     * Those of its records that wait to be sent, held and refused ones and deletes included.
     */
    public var pending: Int64

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Its name.
         */name: String,
        /**
         * What holds for it in this file.
         */policy: TablePolicy,
        /**
         * Its records, deleted ones left out.
         */records: Int64,
        /**
         * Those of its records that wait to be sent, held and refused ones and deletes included.
         */pending: Int64) {
        self.name = name
        self.policy = policy
        self.records = records
        self.pending = pending
    }




}

#if compiler(>=6)
extension TableInfo: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeTableInfo: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> TableInfo {
        return
            try TableInfo(
                name: FfiConverterString.read(from: &buf),
                policy: FfiConverterTypeTablePolicy.read(from: &buf),
                records: FfiConverterInt64.read(from: &buf),
                pending: FfiConverterInt64.read(from: &buf)
        )
    }

    public static func write(_ value: TableInfo, into buf: inout [UInt8]) {
        FfiConverterString.write(value.name, into: &buf)
        FfiConverterTypeTablePolicy.write(value.policy, into: &buf)
        FfiConverterInt64.write(value.records, into: &buf)
        FfiConverterInt64.write(value.pending, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTableInfo_lift(_ buf: RustBuffer) throws -> TableInfo {
    return try FfiConverterTypeTableInfo.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTableInfo_lower(_ value: TableInfo) -> RustBuffer {
    return FfiConverterTypeTableInfo.lower(value)
}


/**
 * What holds for one table in this file. Tables without a policy replicate and follow the engine's strategy.
 */
public struct TablePolicy: Equatable, Hashable {
    /**
     * Whether its records leave this file.
     */
    public var replicate: Replicate
    /**
     * How its conflicts are settled; `none` follows `Config.strategy`.
     */
    public var merge: MergeStrategy?
    /**
     * Paths with an index of their own, written as in a filter; at most 16.
     */
    public var indexed: [String]

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Whether its records leave this file.
         */replicate: Replicate = .cloud,
        /**
         * How its conflicts are settled; `none` follows `Config.strategy`.
         */merge: MergeStrategy? = nil,
        /**
         * Paths with an index of their own, written as in a filter; at most 16.
         */indexed: [String] = []) {
        self.replicate = replicate
        self.merge = merge
        self.indexed = indexed
    }




}

#if compiler(>=6)
extension TablePolicy: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeTablePolicy: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> TablePolicy {
        return
            try TablePolicy(
                replicate: FfiConverterTypeReplicate.read(from: &buf),
                merge: FfiConverterOptionTypeMergeStrategy.read(from: &buf),
                indexed: FfiConverterSequenceString.read(from: &buf)
        )
    }

    public static func write(_ value: TablePolicy, into buf: inout [UInt8]) {
        FfiConverterTypeReplicate.write(value.replicate, into: &buf)
        FfiConverterOptionTypeMergeStrategy.write(value.merge, into: &buf)
        FfiConverterSequenceString.write(value.indexed, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTablePolicy_lift(_ buf: RustBuffer) throws -> TablePolicy {
    return try FfiConverterTypeTablePolicy.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeTablePolicy_lower(_ value: TablePolicy) -> RustBuffer {
    return FfiConverterTypeTablePolicy.lower(value)
}


/**
 * One resource of a space.
 */
public struct Usage: Equatable, Hashable {
    /**
     * In use now.
     */
    public var used: Int64
    /**
     * At most; `none` is no limit.
     */
    public var limit: Int64?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * In use now.
         */used: Int64,
        /**
         * At most; `none` is no limit.
         */limit: Int64?) {
        self.used = used
        self.limit = limit
    }




}

#if compiler(>=6)
extension Usage: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeUsage: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Usage {
        return
            try Usage(
                used: FfiConverterInt64.read(from: &buf),
                limit: FfiConverterOptionInt64.read(from: &buf)
        )
    }

    public static func write(_ value: Usage, into buf: inout [UInt8]) {
        FfiConverterInt64.write(value.used, into: &buf)
        FfiConverterOptionInt64.write(value.limit, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeUsage_lift(_ buf: RustBuffer) throws -> Usage {
    return try FfiConverterTypeUsage.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeUsage_lower(_ value: Usage) -> RustBuffer {
    return FfiConverterTypeUsage.lower(value)
}


/**
 * What `verify` found.
 */
public struct VerifyReport: Equatable, Hashable {
    /**
     * Whether this file and the server are known to hold the same now, unsynced work aside.
     */
    public var isEqual: Bool
    /**
     * Records both hold.
     */
    public var records: Int64
    /**
     * Records that were set right.
     */
    public var repaired: Int64
    /**
     * The digest of what both hold: 32 hexadecimal digits.
     */
    public var digest: String
    /**
     * The sync it was part of.
     */
    public var sync: SyncReport

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Whether this file and the server are known to hold the same now, unsynced work aside.
         */isEqual: Bool,
        /**
         * Records both hold.
         */records: Int64,
        /**
         * Records that were set right.
         */repaired: Int64,
        /**
         * The digest of what both hold: 32 hexadecimal digits.
         */digest: String,
        /**
         * The sync it was part of.
         */sync: SyncReport) {
        self.isEqual = isEqual
        self.records = records
        self.repaired = repaired
        self.digest = digest
        self.sync = sync
    }




}

#if compiler(>=6)
extension VerifyReport: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeVerifyReport: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> VerifyReport {
        return
            try VerifyReport(
                isEqual: FfiConverterBool.read(from: &buf),
                records: FfiConverterInt64.read(from: &buf),
                repaired: FfiConverterInt64.read(from: &buf),
                digest: FfiConverterString.read(from: &buf),
                sync: FfiConverterTypeSyncReport.read(from: &buf)
        )
    }

    public static func write(_ value: VerifyReport, into buf: inout [UInt8]) {
        FfiConverterBool.write(value.isEqual, into: &buf)
        FfiConverterInt64.write(value.records, into: &buf)
        FfiConverterInt64.write(value.repaired, into: &buf)
        FfiConverterString.write(value.digest, into: &buf)
        FfiConverterTypeSyncReport.write(value.sync, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeVerifyReport_lift(_ buf: RustBuffer) throws -> VerifyReport {
    return try FfiConverterTypeVerifyReport.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeVerifyReport_lower(_ value: VerifyReport) -> RustBuffer {
    return FfiConverterTypeVerifyReport.lower(value)
}


/**
 * A mutation that waits to be synced.
 */
public struct WaitingMutation: Equatable, Hashable {
    /**
     * Its place in the queue; ask for what comes after it.
     */
    public var seq: Int64
    /**
     * The record's table.
     */
    public var table: String
    /**
     * The record's id.
     */
    public var id: String
    /**
     * What it did.
     */
    public var kind: MutationKind
    /**
     * When it was made, Unix milliseconds; as the host said, for one of `queue_mutation`.
     */
    public var timestamp: Int64
    /**
     * `Pending`, `InFlight`, `Held` or `Refused`.
     */
    public var state: RecordState
    /**
     * How often it was sent without success.
     */
    public var attempts: Int64
    /**
     * Why the server refused it, if it did.
     */
    public var refusal: Refusal?

    // Default memberwise initializers are never public by default, so we
    // declare one manually.
    public init(
        /**
         * Its place in the queue; ask for what comes after it.
         */seq: Int64,
        /**
         * The record's table.
         */table: String,
        /**
         * The record's id.
         */id: String,
        /**
         * What it did.
         */kind: MutationKind,
        /**
         * When it was made, Unix milliseconds; as the host said, for one of `queue_mutation`.
         */timestamp: Int64,
        /**
         * `Pending`, `InFlight`, `Held` or `Refused`.
         */state: RecordState,
        /**
         * How often it was sent without success.
         */attempts: Int64,
        /**
         * Why the server refused it, if it did.
         */refusal: Refusal?) {
        self.seq = seq
        self.table = table
        self.id = id
        self.kind = kind
        self.timestamp = timestamp
        self.state = state
        self.attempts = attempts
        self.refusal = refusal
    }




}

#if compiler(>=6)
extension WaitingMutation: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeWaitingMutation: FfiConverterRustBuffer {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> WaitingMutation {
        return
            try WaitingMutation(
                seq: FfiConverterInt64.read(from: &buf),
                table: FfiConverterString.read(from: &buf),
                id: FfiConverterString.read(from: &buf),
                kind: FfiConverterTypeMutationKind.read(from: &buf),
                timestamp: FfiConverterInt64.read(from: &buf),
                state: FfiConverterTypeRecordState.read(from: &buf),
                attempts: FfiConverterInt64.read(from: &buf),
                refusal: FfiConverterOptionTypeRefusal.read(from: &buf)
        )
    }

    public static func write(_ value: WaitingMutation, into buf: inout [UInt8]) {
        FfiConverterInt64.write(value.seq, into: &buf)
        FfiConverterString.write(value.table, into: &buf)
        FfiConverterString.write(value.id, into: &buf)
        FfiConverterTypeMutationKind.write(value.kind, into: &buf)
        FfiConverterInt64.write(value.timestamp, into: &buf)
        FfiConverterTypeRecordState.write(value.state, into: &buf)
        FfiConverterInt64.write(value.attempts, into: &buf)
        FfiConverterOptionTypeRefusal.write(value.refusal, into: &buf)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeWaitingMutation_lift(_ buf: RustBuffer) throws -> WaitingMutation {
    return try FfiConverterTypeWaitingMutation.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeWaitingMutation_lower(_ value: WaitingMutation) -> RustBuffer {
    return FfiConverterTypeWaitingMutation.lower(value)
}


/**
 * How far the sign-in has come.
 */

public enum AuthState: Equatable, Hashable {

    /**
     * No credentials, or the server no longer takes them.
     */
    case unauthenticated
    /**
     * A sign-in is under way.
     */
    case authenticating
    /**
     * There are credentials the server has not refused.
     */
    case authenticated
    /**
     * There are credentials and no server to show them to.
     */
    case offline





}

#if compiler(>=6)
extension AuthState: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeAuthState: FfiConverterRustBuffer {
    typealias SwiftType = AuthState

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> AuthState {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .unauthenticated

        case 2: return .authenticating

        case 3: return .authenticated

        case 4: return .offline

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: AuthState, into buf: inout [UInt8]) {
        switch value {


        case .unauthenticated:
            writeInt(&buf, Int32(1))


        case .authenticating:
            writeInt(&buf, Int32(2))


        case .authenticated:
            writeInt(&buf, Int32(3))


        case .offline:
            writeInt(&buf, Int32(4))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeAuthState_lift(_ buf: RustBuffer) throws -> AuthState {
    return try FfiConverterTypeAuthState.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeAuthState_lower(_ value: AuthState) -> RustBuffer {
    return FfiConverterTypeAuthState.lower(value)
}



/**
 * What a host's callback throws.
 */
public
enum CallbackError: Swift.Error, Equatable, Hashable {



    /**
     * It did not do what it was asked: one sentence for people, without a secret.
     */
    case Failed(reason: String
    )






}

#if compiler(>=6)
extension CallbackError: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCallbackError: FfiConverterRustBuffer {
    typealias SwiftType = CallbackError

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CallbackError {
        let variant: Int32 = try readInt(&buf)
        switch variant {




        case 1: return .Failed(
            reason: try FfiConverterString.read(from: &buf)
            )

         default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: CallbackError, into buf: inout [UInt8]) {
        switch value {





        case let .Failed(reason):
            writeInt(&buf, Int32(1))
            FfiConverterString.write(reason, into: &buf)

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCallbackError_lift(_ buf: RustBuffer) throws -> CallbackError {
    return try FfiConverterTypeCallbackError.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCallbackError_lower(_ value: CallbackError) -> RustBuffer {
    return FfiConverterTypeCallbackError.lower(value)
}


/**
 * What a program can catch. Each says what the caller can do; the finer cause is in `info`.
 */
public
enum CloudError: Swift.Error, Equatable, Hashable {



    /**
     * An argument is wrong; nothing was changed. The details name the argument or field.
     */
    case InvalidArgument(info: ErrorInfo
    )
    /**
     * The engine was closed; open the file again.
     */
    case Closed(info: ErrorInfo
    )
    /**
     * The caller cancelled the call. What was done stays done, what was not is still queued.
     */
    case Cancelled(info: ErrorInfo
    )
    /**
     * Another writer holds the file; try again.
     */
    case Busy(info: ErrorInfo
    )
    /**
     * The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
     * changed.
     */
    case Storage(info: ErrorInfo
    )
    /**
     * This file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched.
     */
    case StoreUnusable(info: ErrorInfo
    )
    /**
     * The server cannot be reached, or `go_offline` holds. Work stays queued.
     */
    case Offline(info: ErrorInfo
    )
    /**
     * The server's certificate is not to be trusted, or credentials would travel unprotected.
     */
    case Tls(info: ErrorInfo
    )
    /**
     * No valid credentials; sign in. Work stays queued.
     */
    case Unauthenticated(info: ErrorInfo
    )
    /**
     * These credentials may not do this. Work stays queued.
     */
    case Forbidden(info: ErrorInfo
    )
    /**
     * The server's state does not fit the request, or a record waits for its conflict to be settled.
     */
    case Conflict(info: ErrorInfo
    )
    /**
     * A limit of the space is reached; deletes and pulls go on.
     */
    case Quota(info: ErrorInfo
    )
    /**
     * Too many requests; wait `retry_after_ms`.
     */
    case Throttled(info: ErrorInfo
    )
    /**
     * Client and server speak no common protocol version; the message names both.
     */
    case VersionMismatch(info: ErrorInfo
    )
    /**
     * The server's answer makes no sense: not the protocol, damaged, or too large.
     */
    case Protocol(info: ErrorInfo
    )
    /**
     * A defect of this library. Nothing that was acknowledged is lost.
     */
    case Internal(info: ErrorInfo
    )






}

#if compiler(>=6)
extension CloudError: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCloudError: FfiConverterRustBuffer {
    typealias SwiftType = CloudError

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CloudError {
        let variant: Int32 = try readInt(&buf)
        switch variant {




        case 1: return .InvalidArgument(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 2: return .Closed(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 3: return .Cancelled(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 4: return .Busy(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 5: return .Storage(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 6: return .StoreUnusable(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 7: return .Offline(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 8: return .Tls(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 9: return .Unauthenticated(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 10: return .Forbidden(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 11: return .Conflict(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 12: return .Quota(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 13: return .Throttled(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 14: return .VersionMismatch(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 15: return .Protocol(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )
        case 16: return .Internal(
            info: try FfiConverterTypeErrorInfo.read(from: &buf)
            )

         default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: CloudError, into buf: inout [UInt8]) {
        switch value {





        case let .InvalidArgument(info):
            writeInt(&buf, Int32(1))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Closed(info):
            writeInt(&buf, Int32(2))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Cancelled(info):
            writeInt(&buf, Int32(3))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Busy(info):
            writeInt(&buf, Int32(4))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Storage(info):
            writeInt(&buf, Int32(5))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .StoreUnusable(info):
            writeInt(&buf, Int32(6))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Offline(info):
            writeInt(&buf, Int32(7))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Tls(info):
            writeInt(&buf, Int32(8))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Unauthenticated(info):
            writeInt(&buf, Int32(9))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Forbidden(info):
            writeInt(&buf, Int32(10))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Conflict(info):
            writeInt(&buf, Int32(11))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Quota(info):
            writeInt(&buf, Int32(12))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Throttled(info):
            writeInt(&buf, Int32(13))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .VersionMismatch(info):
            writeInt(&buf, Int32(14))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Protocol(info):
            writeInt(&buf, Int32(15))
            FfiConverterTypeErrorInfo.write(info, into: &buf)


        case let .Internal(info):
            writeInt(&buf, Int32(16))
            FfiConverterTypeErrorInfo.write(info, into: &buf)

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudError_lift(_ buf: RustBuffer) throws -> CloudError {
    return try FfiConverterTypeCloudError.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudError_lower(_ value: CloudError) -> RustBuffer {
    return FfiConverterTypeCloudError.lower(value)
}


/**
 * Something a host may want to know.
 */

public enum CloudEvent: Equatable, Hashable {

    /**
     * The status is another one now.
     */
    case statusChanged(status: CloudStatus
    )
    /**
     * Records of a table have another state now, or are gone; `ids` names each once, `origin` whose change it was.
     */
    case recordsChanged(table: String, ids: [String], origin: Origin
    )
    /**
     * A conflict was found, and settled unless there is no `winner`: then it waits for `resolve_conflict`.
     */
    case conflict(conflictId: Int64, table: String, id: String, winner: Winner?
    )
    /**
     * The space has become nearly full (80 %) or gone over its limit, or something has not fitted: `used` of `limit`
     * `records` or `bytes` are in use. Told once, not with every sync.
     */
    case quotaWarning(resource: String, used: Int64, limit: Int64
    )
    /**
     * A sync has come further: `done` records so far, of `total` as far as it is known.
     */
    case progress(phase: SyncPhase, done: Int64, total: Int64
    )
    /**
     * The server does not accept the credentials; local work goes on. `reason` is one sentence for people.
     */
    case authNeeded(reason: String
    )
    /**
     * The server refused a mutation for good, with its code and sentence; it waits in quarantine.
     */
    case mutationRefused(table: String, id: String, code: String, reason: String
    )
    /**
     * A row of the server cannot be read by this version. It is kept, and everything else goes on.
     */
    case rowParked(table: String, id: String, reason: String
    )
    /**
     * So many records of an `apply` went up one by one, because it has grown past what one batch may hold: readers
     * elsewhere may see part of it.
     */
    case sentApart(records: Int64
    )
    /**
     * The digests differed and so many records were set right.
     */
    case repaired(records: Int64
    )





}

#if compiler(>=6)
extension CloudEvent: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCloudEvent: FfiConverterRustBuffer {
    typealias SwiftType = CloudEvent

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CloudEvent {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .statusChanged(status: try FfiConverterTypeCloudStatus.read(from: &buf)
        )

        case 2: return .recordsChanged(table: try FfiConverterString.read(from: &buf), ids: try FfiConverterSequenceString.read(from: &buf), origin: try FfiConverterTypeOrigin.read(from: &buf)
        )

        case 3: return .conflict(conflictId: try FfiConverterInt64.read(from: &buf), table: try FfiConverterString.read(from: &buf), id: try FfiConverterString.read(from: &buf), winner: try FfiConverterOptionTypeWinner.read(from: &buf)
        )

        case 4: return .quotaWarning(resource: try FfiConverterString.read(from: &buf), used: try FfiConverterInt64.read(from: &buf), limit: try FfiConverterInt64.read(from: &buf)
        )

        case 5: return .progress(phase: try FfiConverterTypeSyncPhase.read(from: &buf), done: try FfiConverterInt64.read(from: &buf), total: try FfiConverterInt64.read(from: &buf)
        )

        case 6: return .authNeeded(reason: try FfiConverterString.read(from: &buf)
        )

        case 7: return .mutationRefused(table: try FfiConverterString.read(from: &buf), id: try FfiConverterString.read(from: &buf), code: try FfiConverterString.read(from: &buf), reason: try FfiConverterString.read(from: &buf)
        )

        case 8: return .rowParked(table: try FfiConverterString.read(from: &buf), id: try FfiConverterString.read(from: &buf), reason: try FfiConverterString.read(from: &buf)
        )

        case 9: return .sentApart(records: try FfiConverterInt64.read(from: &buf)
        )

        case 10: return .repaired(records: try FfiConverterInt64.read(from: &buf)
        )

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: CloudEvent, into buf: inout [UInt8]) {
        switch value {


        case let .statusChanged(status):
            writeInt(&buf, Int32(1))
            FfiConverterTypeCloudStatus.write(status, into: &buf)


        case let .recordsChanged(table,ids,origin):
            writeInt(&buf, Int32(2))
            FfiConverterString.write(table, into: &buf)
            FfiConverterSequenceString.write(ids, into: &buf)
            FfiConverterTypeOrigin.write(origin, into: &buf)


        case let .conflict(conflictId,table,id,winner):
            writeInt(&buf, Int32(3))
            FfiConverterInt64.write(conflictId, into: &buf)
            FfiConverterString.write(table, into: &buf)
            FfiConverterString.write(id, into: &buf)
            FfiConverterOptionTypeWinner.write(winner, into: &buf)


        case let .quotaWarning(resource,used,limit):
            writeInt(&buf, Int32(4))
            FfiConverterString.write(resource, into: &buf)
            FfiConverterInt64.write(used, into: &buf)
            FfiConverterInt64.write(limit, into: &buf)


        case let .progress(phase,done,total):
            writeInt(&buf, Int32(5))
            FfiConverterTypeSyncPhase.write(phase, into: &buf)
            FfiConverterInt64.write(done, into: &buf)
            FfiConverterInt64.write(total, into: &buf)


        case let .authNeeded(reason):
            writeInt(&buf, Int32(6))
            FfiConverterString.write(reason, into: &buf)


        case let .mutationRefused(table,id,code,reason):
            writeInt(&buf, Int32(7))
            FfiConverterString.write(table, into: &buf)
            FfiConverterString.write(id, into: &buf)
            FfiConverterString.write(code, into: &buf)
            FfiConverterString.write(reason, into: &buf)


        case let .rowParked(table,id,reason):
            writeInt(&buf, Int32(8))
            FfiConverterString.write(table, into: &buf)
            FfiConverterString.write(id, into: &buf)
            FfiConverterString.write(reason, into: &buf)


        case let .sentApart(records):
            writeInt(&buf, Int32(9))
            FfiConverterInt64.write(records, into: &buf)


        case let .repaired(records):
            writeInt(&buf, Int32(10))
            FfiConverterInt64.write(records, into: &buf)

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudEvent_lift(_ buf: RustBuffer) throws -> CloudEvent {
    return try FfiConverterTypeCloudEvent.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudEvent_lower(_ value: CloudEvent) -> RustBuffer {
    return FfiConverterTypeCloudEvent.lower(value)
}



/**
 * What the engine is doing.
 */

public enum CloudStatus: Equatable, Hashable {

    /**
     * No server is configured, or none has been reached yet.
     */
    case disconnected
    /**
     * The last exchange with the server went well.
     */
    case connected
    /**
     * A sync is running.
     */
    case syncing
    /**
     * The server cannot be reached, or `go_offline` holds.
     */
    case offline
    /**
     * The server answers and something is wrong that waiting does not cure; see the last error.
     */
    case error





}

#if compiler(>=6)
extension CloudStatus: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCloudStatus: FfiConverterRustBuffer {
    typealias SwiftType = CloudStatus

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> CloudStatus {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .disconnected

        case 2: return .connected

        case 3: return .syncing

        case 4: return .offline

        case 5: return .error

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: CloudStatus, into buf: inout [UInt8]) {
        switch value {


        case .disconnected:
            writeInt(&buf, Int32(1))


        case .connected:
            writeInt(&buf, Int32(2))


        case .syncing:
            writeInt(&buf, Int32(3))


        case .offline:
            writeInt(&buf, Int32(4))


        case .error:
            writeInt(&buf, Int32(5))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudStatus_lift(_ buf: RustBuffer) throws -> CloudStatus {
    return try FfiConverterTypeCloudStatus.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeCloudStatus_lower(_ value: CloudStatus) -> RustBuffer {
    return FfiConverterTypeCloudStatus.lower(value)
}



/**
 * How the two sides of a conflict came about.
 */

public enum ConflictCause: Equatable, Hashable {

    /**
     * Both changed the record since their last common state.
     */
    case bothChanged
    /**
     * The server was restored from a backup, and what it has now does not follow from what it had.
     */
    case serverRestored
    /**
     * The user gave up a state the server had refused.
     */
    case discarded





}

#if compiler(>=6)
extension ConflictCause: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConflictCause: FfiConverterRustBuffer {
    typealias SwiftType = ConflictCause

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ConflictCause {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .bothChanged

        case 2: return .serverRestored

        case 3: return .discarded

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: ConflictCause, into buf: inout [UInt8]) {
        switch value {


        case .bothChanged:
            writeInt(&buf, Int32(1))


        case .serverRestored:
            writeInt(&buf, Int32(2))


        case .discarded:
            writeInt(&buf, Int32(3))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictCause_lift(_ buf: RustBuffer) throws -> ConflictCause {
    return try FfiConverterTypeConflictCause.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictCause_lower(_ value: ConflictCause) -> RustBuffer {
    return FfiConverterTypeConflictCause.lower(value)
}



/**
 * One of the two states of a conflict.
 */

public enum ConflictSide: Equatable, Hashable {

    /**
     * This file's.
     */
    case local
    /**
     * The server's.
     */
    case remote





}

#if compiler(>=6)
extension ConflictSide: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeConflictSide: FfiConverterRustBuffer {
    typealias SwiftType = ConflictSide

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ConflictSide {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .local

        case 2: return .remote

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: ConflictSide, into buf: inout [UInt8]) {
        switch value {


        case .local:
            writeInt(&buf, Int32(1))


        case .remote:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictSide_lift(_ buf: RustBuffer) throws -> ConflictSide {
    return try FfiConverterTypeConflictSide.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeConflictSide_lower(_ value: ConflictSide) -> RustBuffer {
    return FfiConverterTypeConflictSide.lower(value)
}



/**
 * What a local write survives once the call has returned.
 */

public enum Durability: Equatable, Hashable {

    /**
     * The process being killed at any instant. A power loss may take the last moments, never the file.
     */
    case normal
    /**
     * Power loss too; each write waits for the disk.
     */
    case full





}

#if compiler(>=6)
extension Durability: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeDurability: FfiConverterRustBuffer {
    typealias SwiftType = Durability

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Durability {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .normal

        case 2: return .full

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: Durability, into buf: inout [UInt8]) {
        switch value {


        case .normal:
            writeInt(&buf, Int32(1))


        case .full:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeDurability_lift(_ buf: RustBuffer) throws -> Durability {
    return try FfiConverterTypeDurability.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeDurability_lower(_ value: Durability) -> RustBuffer {
    return FfiConverterTypeDurability.lower(value)
}



/**
 * How much a log entry matters.
 */

public enum LogLevel: Equatable, Hashable {

    /**
     * A defect, caught.
     */
    case error
    /**
     * Something went wrong and was mended, or will be tried again.
     */
    case warn
    /**
     * What the engine did.
     */
    case info
    /**
     * How it did it.
     */
    case debug
    /**
     * Every step.
     */
    case trace





}

#if compiler(>=6)
extension LogLevel: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeLogLevel: FfiConverterRustBuffer {
    typealias SwiftType = LogLevel

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> LogLevel {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .error

        case 2: return .warn

        case 3: return .info

        case 4: return .debug

        case 5: return .trace

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: LogLevel, into buf: inout [UInt8]) {
        switch value {


        case .error:
            writeInt(&buf, Int32(1))


        case .warn:
            writeInt(&buf, Int32(2))


        case .info:
            writeInt(&buf, Int32(3))


        case .debug:
            writeInt(&buf, Int32(4))


        case .trace:
            writeInt(&buf, Int32(5))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogLevel_lift(_ buf: RustBuffer) throws -> LogLevel {
    return try FfiConverterTypeLogLevel.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeLogLevel_lower(_ value: LogLevel) -> RustBuffer {
    return FfiConverterTypeLogLevel.lower(value)
}



/**
 * How a conflict of one record is settled.
 */

public enum MergeStrategy: Equatable, Hashable {

    /**
     * The greatest `(hlc, device_id, hash)` stands. The final state does not depend on who syncs first.
     */
    case lastWriteWins
    /**
     * This device's state stands and is pushed again. Who syncs first decides which device that is.
     */
    case localWins
    /**
     * The server's state stands. Who syncs first decides which one that is.
     */
    case remoteWins
    /**
     * The local state stays visible and unsent until `resolve_conflict`; everything else goes on syncing.
     */
    case manual





}

#if compiler(>=6)
extension MergeStrategy: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeMergeStrategy: FfiConverterRustBuffer {
    typealias SwiftType = MergeStrategy

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> MergeStrategy {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .lastWriteWins

        case 2: return .localWins

        case 3: return .remoteWins

        case 4: return .manual

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: MergeStrategy, into buf: inout [UInt8]) {
        switch value {


        case .lastWriteWins:
            writeInt(&buf, Int32(1))


        case .localWins:
            writeInt(&buf, Int32(2))


        case .remoteWins:
            writeInt(&buf, Int32(3))


        case .manual:
            writeInt(&buf, Int32(4))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeMergeStrategy_lift(_ buf: RustBuffer) throws -> MergeStrategy {
    return try FfiConverterTypeMergeStrategy.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeMergeStrategy_lower(_ value: MergeStrategy) -> RustBuffer {
    return FfiConverterTypeMergeStrategy.lower(value)
}



/**
 * What a local mutation did.
 */

public enum MutationKind: Equatable, Hashable {

    /**
     * The record did not exist.
     */
    case create
    /**
     * Another body.
     */
    case update
    /**
     * A tombstone.
     */
    case delete





}

#if compiler(>=6)
extension MutationKind: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeMutationKind: FfiConverterRustBuffer {
    typealias SwiftType = MutationKind

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> MutationKind {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .create

        case 2: return .update

        case 3: return .delete

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: MutationKind, into buf: inout [UInt8]) {
        switch value {


        case .create:
            writeInt(&buf, Int32(1))


        case .update:
            writeInt(&buf, Int32(2))


        case .delete:
            writeInt(&buf, Int32(3))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeMutationKind_lift(_ buf: RustBuffer) throws -> MutationKind {
    return try FfiConverterTypeMutationKind.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeMutationKind_lower(_ value: MutationKind) -> RustBuffer {
    return FfiConverterTypeMutationKind.lower(value)
}



/**
 * Whose change it was.
 */

public enum Origin: Equatable, Hashable {

    /**
     * A call on this file: of this engine, or of another process that has the file open.
     */
    case local
    /**
     * A sync.
     */
    case remote





}

#if compiler(>=6)
extension Origin: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeOrigin: FfiConverterRustBuffer {
    typealias SwiftType = Origin

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Origin {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .local

        case 2: return .remote

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: Origin, into buf: inout [UInt8]) {
        switch value {


        case .local:
            writeInt(&buf, Int32(1))


        case .remote:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeOrigin_lift(_ buf: RustBuffer) throws -> Origin {
    return try FfiConverterTypeOrigin.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeOrigin_lower(_ value: Origin) -> RustBuffer {
    return FfiConverterTypeOrigin.lower(value)
}



/**
 * Whether what waits fits into the space.
 */

public enum QuotaCheck: Equatable, Hashable {

    /**
     * Everything fits, with room to spare; or there is no limit.
     */
    case allowed
    /**
     * Everything fits, and `usage_percent` (80 to 100) of the fuller resource are then in use.
     */
    case warning(usagePercent: Int64
    )
    /**
     * Not everything fits: of `resource` (`records` or `bytes`) `used` are in use now and `limit` is the most; `reason` is
     * one sentence for people. What does not fit stays queued; local work, pulls and deletes go on.
     */
    case exceeded(resource: String, used: Int64, limit: Int64, reason: String
    )





}

#if compiler(>=6)
extension QuotaCheck: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeQuotaCheck: FfiConverterRustBuffer {
    typealias SwiftType = QuotaCheck

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> QuotaCheck {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .allowed

        case 2: return .warning(usagePercent: try FfiConverterInt64.read(from: &buf)
        )

        case 3: return .exceeded(resource: try FfiConverterString.read(from: &buf), used: try FfiConverterInt64.read(from: &buf), limit: try FfiConverterInt64.read(from: &buf), reason: try FfiConverterString.read(from: &buf)
        )

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: QuotaCheck, into buf: inout [UInt8]) {
        switch value {


        case .allowed:
            writeInt(&buf, Int32(1))


        case let .warning(usagePercent):
            writeInt(&buf, Int32(2))
            FfiConverterInt64.write(usagePercent, into: &buf)


        case let .exceeded(resource,used,limit,reason):
            writeInt(&buf, Int32(3))
            FfiConverterString.write(resource, into: &buf)
            FfiConverterInt64.write(used, into: &buf)
            FfiConverterInt64.write(limit, into: &buf)
            FfiConverterString.write(reason, into: &buf)

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuotaCheck_lift(_ buf: RustBuffer) throws -> QuotaCheck {
    return try FfiConverterTypeQuotaCheck.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeQuotaCheck_lower(_ value: QuotaCheck) -> RustBuffer {
    return FfiConverterTypeQuotaCheck.lower(value)
}



/**
 * One change of an `apply`.
 */

public enum RecordChange: Equatable, Hashable {

    /**
     * Saves a record's body: a JSON object.
     */
    case put(table: String, id: String, body: Json
    )
    /**
     * Deletes a record; none is no error.
     */
    case delete(table: String, id: String
    )





}

#if compiler(>=6)
extension RecordChange: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRecordChange: FfiConverterRustBuffer {
    typealias SwiftType = RecordChange

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> RecordChange {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .put(table: try FfiConverterString.read(from: &buf), id: try FfiConverterString.read(from: &buf), body: try FfiConverterTypeJson.read(from: &buf)
        )

        case 2: return .delete(table: try FfiConverterString.read(from: &buf), id: try FfiConverterString.read(from: &buf)
        )

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: RecordChange, into buf: inout [UInt8]) {
        switch value {


        case let .put(table,id,body):
            writeInt(&buf, Int32(1))
            FfiConverterString.write(table, into: &buf)
            FfiConverterString.write(id, into: &buf)
            FfiConverterTypeJson.write(body, into: &buf)


        case let .delete(table,id):
            writeInt(&buf, Int32(2))
            FfiConverterString.write(table, into: &buf)
            FfiConverterString.write(id, into: &buf)

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordChange_lift(_ buf: RustBuffer) throws -> RecordChange {
    return try FfiConverterTypeRecordChange.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordChange_lower(_ value: RecordChange) -> RustBuffer {
    return FfiConverterTypeRecordChange.lower(value)
}



/**
 * Where a record stands.
 */

public enum RecordState: Equatable, Hashable {

    /**
     * There is no such record here.
     */
    case absent
    /**
     * The server has this very state.
     */
    case synced
    /**
     * It goes up with the next sync.
     */
    case pending
    /**
     * It is on its way, or may be: the outcome is not known yet.
     */
    case inFlight
    /**
     * It waits for `resolve_conflict`.
     */
    case held
    /**
     * The server refused it.
     */
    case refused
    /**
     * The server has a version of it that this engine cannot read. What is here stays and is not sent.
     */
    case parked
    /**
     * Its table never leaves this file.
     */
    case localOnly





}

#if compiler(>=6)
extension RecordState: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeRecordState: FfiConverterRustBuffer {
    typealias SwiftType = RecordState

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> RecordState {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .absent

        case 2: return .synced

        case 3: return .pending

        case 4: return .inFlight

        case 5: return .held

        case 6: return .refused

        case 7: return .parked

        case 8: return .localOnly

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: RecordState, into buf: inout [UInt8]) {
        switch value {


        case .absent:
            writeInt(&buf, Int32(1))


        case .synced:
            writeInt(&buf, Int32(2))


        case .pending:
            writeInt(&buf, Int32(3))


        case .inFlight:
            writeInt(&buf, Int32(4))


        case .held:
            writeInt(&buf, Int32(5))


        case .refused:
            writeInt(&buf, Int32(6))


        case .parked:
            writeInt(&buf, Int32(7))


        case .localOnly:
            writeInt(&buf, Int32(8))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordState_lift(_ buf: RustBuffer) throws -> RecordState {
    return try FfiConverterTypeRecordState.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeRecordState_lower(_ value: RecordState) -> RustBuffer {
    return FfiConverterTypeRecordState.lower(value)
}



/**
 * Whether a table's records leave this file.
 */

public enum Replicate: Equatable, Hashable {

    /**
     * They sync with the space.
     */
    case cloud
    /**
     * They never leave this file.
     */
    case local





}

#if compiler(>=6)
extension Replicate: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeReplicate: FfiConverterRustBuffer {
    typealias SwiftType = Replicate

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Replicate {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .cloud

        case 2: return .local

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: Replicate, into buf: inout [UInt8]) {
        switch value {


        case .cloud:
            writeInt(&buf, Int32(1))


        case .local:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeReplicate_lift(_ buf: RustBuffer) throws -> Replicate {
    return try FfiConverterTypeReplicate.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeReplicate_lower(_ value: Replicate) -> RustBuffer {
    return FfiConverterTypeReplicate.lower(value)
}



/**
 * Who settled a conflict.
 */

public enum ResolvedBy: Equatable, Hashable {

    /**
     * The strategy, without asking.
     */
    case auto
    /**
     * The user, by `resolve_conflict`, `restore` or an edit that made both sides equal.
     */
    case user





}

#if compiler(>=6)
extension ResolvedBy: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeResolvedBy: FfiConverterRustBuffer {
    typealias SwiftType = ResolvedBy

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> ResolvedBy {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .auto

        case 2: return .user

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: ResolvedBy, into buf: inout [UInt8]) {
        switch value {


        case .auto:
            writeInt(&buf, Int32(1))


        case .user:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeResolvedBy_lift(_ buf: RustBuffer) throws -> ResolvedBy {
    return try FfiConverterTypeResolvedBy.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeResolvedBy_lower(_ value: ResolvedBy) -> RustBuffer {
    return FfiConverterTypeResolvedBy.lower(value)
}



/**
 * Which part of a sync progress is about.
 */

public enum SyncPhase: Equatable, Hashable {

    /**
     * Sending local mutations.
     */
    case push
    /**
     * Receiving remote ones.
     */
    case pull





}

#if compiler(>=6)
extension SyncPhase: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeSyncPhase: FfiConverterRustBuffer {
    typealias SwiftType = SyncPhase

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SyncPhase {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .push

        case 2: return .pull

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: SyncPhase, into buf: inout [UInt8]) {
        switch value {


        case .push:
            writeInt(&buf, Int32(1))


        case .pull:
            writeInt(&buf, Int32(2))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncPhase_lift(_ buf: RustBuffer) throws -> SyncPhase {
    return try FfiConverterTypeSyncPhase.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncPhase_lower(_ value: SyncPhase) -> RustBuffer {
    return FfiConverterTypeSyncPhase.lower(value)
}



/**
 * How a sync ended.
 */

public enum SyncStatus: Equatable, Hashable {

    /**
     * Everything that could move has moved.
     */
    case success
    /**
     * Some of it: the connection broke in the middle, or the space is full. The rest stays queued.
     */
    case partial
    /**
     * There is no server to talk to. Everything stays queued.
     */
    case offline
    /**
     * It is too soon: the server asked to wait, or this engine's own limit says so. Everything stays queued.
     */
    case throttled
    /**
     * The credentials are missing or no longer good. Everything stays queued.
     */
    case authNeeded
    /**
     * The server will not have it: the role may not write, mutations went to quarantine, or the two do not fit.
     */
    case refused





}

#if compiler(>=6)
extension SyncStatus: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeSyncStatus: FfiConverterRustBuffer {
    typealias SwiftType = SyncStatus

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SyncStatus {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .success

        case 2: return .partial

        case 3: return .offline

        case 4: return .throttled

        case 5: return .authNeeded

        case 6: return .refused

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: SyncStatus, into buf: inout [UInt8]) {
        switch value {


        case .success:
            writeInt(&buf, Int32(1))


        case .partial:
            writeInt(&buf, Int32(2))


        case .offline:
            writeInt(&buf, Int32(3))


        case .throttled:
            writeInt(&buf, Int32(4))


        case .authNeeded:
            writeInt(&buf, Int32(5))


        case .refused:
            writeInt(&buf, Int32(6))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncStatus_lift(_ buf: RustBuffer) throws -> SyncStatus {
    return try FfiConverterTypeSyncStatus.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeSyncStatus_lower(_ value: SyncStatus) -> RustBuffer {
    return FfiConverterTypeSyncStatus.lower(value)
}



/**
 * How a conflict ended.
 */

public enum Winner: Equatable, Hashable {

    /**
     * This file's state stood.
     */
    case local
    /**
     * The server's state stood.
     */
    case remote
    /**
     * A body the user wrote instead of both.
     */
    case merged





}

#if compiler(>=6)
extension Winner: Sendable {}
#endif

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeWinner: FfiConverterRustBuffer {
    typealias SwiftType = Winner

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Winner {
        let variant: Int32 = try readInt(&buf)
        switch variant {

        case 1: return .local

        case 2: return .remote

        case 3: return .merged

        default: throw UniffiInternalError.unexpectedEnumCase
        }
    }

    public static func write(_ value: Winner, into buf: inout [UInt8]) {
        switch value {


        case .local:
            writeInt(&buf, Int32(1))


        case .remote:
            writeInt(&buf, Int32(2))


        case .merged:
            writeInt(&buf, Int32(3))

        }
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeWinner_lift(_ buf: RustBuffer) throws -> Winner {
    return try FfiConverterTypeWinner.lift(buf)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeWinner_lower(_ value: Winner) -> RustBuffer {
    return FfiConverterTypeWinner.lower(value)
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionInt64: FfiConverterRustBuffer {
    typealias SwiftType = Int64?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterInt64.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterInt64.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionString: FfiConverterRustBuffer {
    typealias SwiftType = String?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterString.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterString.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeCancelToken: FfiConverterRustBuffer {
    typealias SwiftType = CancelToken?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeCancelToken.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeCancelToken.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeTokenStore: FfiConverterRustBuffer {
    typealias SwiftType = TokenStore?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeTokenStore.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeTokenStore.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeClientLimits: FfiConverterRustBuffer {
    typealias SwiftType = ClientLimits?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeClientLimits.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeClientLimits.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeCloudRecord: FfiConverterRustBuffer {
    typealias SwiftType = CloudRecord?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeCloudRecord.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeCloudRecord.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeHttpClientConfig: FfiConverterRustBuffer {
    typealias SwiftType = HttpClientConfig?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeHttpClientConfig.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeHttpClientConfig.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeQuota: FfiConverterRustBuffer {
    typealias SwiftType = Quota?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeQuota.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeQuota.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeRefusal: FfiConverterRustBuffer {
    typealias SwiftType = Refusal?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeRefusal.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeRefusal.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeRetryPolicy: FfiConverterRustBuffer {
    typealias SwiftType = RetryPolicy?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeRetryPolicy.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeRetryPolicy.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeCloudError: FfiConverterRustBuffer {
    typealias SwiftType = CloudError?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeCloudError.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeCloudError.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeMergeStrategy: FfiConverterRustBuffer {
    typealias SwiftType = MergeStrategy?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeMergeStrategy.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeMergeStrategy.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeResolvedBy: FfiConverterRustBuffer {
    typealias SwiftType = ResolvedBy?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeResolvedBy.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeResolvedBy.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeWinner: FfiConverterRustBuffer {
    typealias SwiftType = Winner?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeWinner.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeWinner.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterOptionTypeJson: FfiConverterRustBuffer {
    typealias SwiftType = Json?

    public static func write(_ value: SwiftType, into buf: inout [UInt8]) {
        guard let value = value else {
            writeInt(&buf, Int8(0))
            return
        }
        writeInt(&buf, Int8(1))
        FfiConverterTypeJson.write(value, into: &buf)
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> SwiftType {
        switch try readInt(&buf) as Int8 {
        case 0: return nil
        case 1: return try FfiConverterTypeJson.read(from: &buf)
        default: throw UniffiInternalError.unexpectedOptionalTag
        }
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceString: FfiConverterRustBuffer {
    typealias SwiftType = [String]

    public static func write(_ value: [String], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterString.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [String] {
        let len: Int32 = try readInt(&buf)
        var seq = [String]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterString.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeCloudRecord: FfiConverterRustBuffer {
    typealias SwiftType = [CloudRecord]

    public static func write(_ value: [CloudRecord], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeCloudRecord.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [CloudRecord] {
        let len: Int32 = try readInt(&buf)
        var seq = [CloudRecord]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeCloudRecord.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeConflictEntry: FfiConverterRustBuffer {
    typealias SwiftType = [ConflictEntry]

    public static func write(_ value: [ConflictEntry], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeConflictEntry.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [ConflictEntry] {
        let len: Int32 = try readInt(&buf)
        var seq = [ConflictEntry]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeConflictEntry.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeFailedMutation: FfiConverterRustBuffer {
    typealias SwiftType = [FailedMutation]

    public static func write(_ value: [FailedMutation], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeFailedMutation.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [FailedMutation] {
        let len: Int32 = try readInt(&buf)
        var seq = [FailedMutation]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeFailedMutation.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeOrderBy: FfiConverterRustBuffer {
    typealias SwiftType = [OrderBy]

    public static func write(_ value: [OrderBy], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeOrderBy.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [OrderBy] {
        let len: Int32 = try readInt(&buf)
        var seq = [OrderBy]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeOrderBy.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeRecordBody: FfiConverterRustBuffer {
    typealias SwiftType = [RecordBody]

    public static func write(_ value: [RecordBody], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeRecordBody.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [RecordBody] {
        let len: Int32 = try readInt(&buf)
        var seq = [RecordBody]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeRecordBody.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeTableInfo: FfiConverterRustBuffer {
    typealias SwiftType = [TableInfo]

    public static func write(_ value: [TableInfo], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeTableInfo.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [TableInfo] {
        let len: Int32 = try readInt(&buf)
        var seq = [TableInfo]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeTableInfo.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeWaitingMutation: FfiConverterRustBuffer {
    typealias SwiftType = [WaitingMutation]

    public static func write(_ value: [WaitingMutation], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeWaitingMutation.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [WaitingMutation] {
        let len: Int32 = try readInt(&buf)
        var seq = [WaitingMutation]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeWaitingMutation.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeRecordChange: FfiConverterRustBuffer {
    typealias SwiftType = [RecordChange]

    public static func write(_ value: [RecordChange], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeRecordChange.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [RecordChange] {
        let len: Int32 = try readInt(&buf)
        var seq = [RecordChange]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeRecordChange.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterSequenceTypeJson: FfiConverterRustBuffer {
    typealias SwiftType = [Json]

    public static func write(_ value: [Json], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for item in value {
            FfiConverterTypeJson.write(item, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [Json] {
        let len: Int32 = try readInt(&buf)
        var seq = [Json]()
        seq.reserveCapacity(Int(len))
        for _ in 0 ..< len {
            seq.append(try FfiConverterTypeJson.read(from: &buf))
        }
        return seq
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterDictionaryStringString: FfiConverterRustBuffer {
    public static func write(_ value: [String: String], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for (key, value) in value {
            FfiConverterString.write(key, into: &buf)
            FfiConverterString.write(value, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [String: String] {
        let len: Int32 = try readInt(&buf)
        var dict = [String: String]()
        dict.reserveCapacity(Int(len))
        for _ in 0..<len {
            let key = try FfiConverterString.read(from: &buf)
            let value = try FfiConverterString.read(from: &buf)
            dict[key] = value
        }
        return dict
    }
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
fileprivate struct FfiConverterDictionaryStringTypeTablePolicy: FfiConverterRustBuffer {
    public static func write(_ value: [String: TablePolicy], into buf: inout [UInt8]) {
        let len = Int32(value.count)
        writeInt(&buf, len)
        for (key, value) in value {
            FfiConverterString.write(key, into: &buf)
            FfiConverterTypeTablePolicy.write(value, into: &buf)
        }
    }

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> [String: TablePolicy] {
        let len: Int32 = try readInt(&buf)
        var dict = [String: TablePolicy]()
        dict.reserveCapacity(Int(len))
        for _ in 0..<len {
            let key = try FfiConverterString.read(from: &buf)
            let value = try FfiConverterTypeTablePolicy.read(from: &buf)
            dict[key] = value
        }
        return dict
    }
}


public typealias Details = [String: String]

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeDetails: FfiConverter {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Details {
        return try FfiConverterDictionaryStringString.read(from: &buf)
    }

    public static func write(_ value: Details, into buf: inout [UInt8]) {
        return FfiConverterDictionaryStringString.write(value, into: &buf)
    }

    public static func lift(_ value: RustBuffer) throws -> Details {
        return try FfiConverterDictionaryStringString.lift(value)
    }

    public static func lower(_ value: Details) -> RustBuffer {
        return FfiConverterDictionaryStringString.lower(value)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeDetails_lift(_ value: RustBuffer) throws -> Details {
    return try FfiConverterTypeDetails.lift(value)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeDetails_lower(_ value: Details) -> RustBuffer {
    return FfiConverterTypeDetails.lower(value)
}



public typealias Json = String

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeJson: FfiConverter {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Json {
        return try FfiConverterString.read(from: &buf)
    }

    public static func write(_ value: Json, into buf: inout [UInt8]) {
        return FfiConverterString.write(value, into: &buf)
    }

    public static func lift(_ value: RustBuffer) throws -> Json {
        return try FfiConverterString.lift(value)
    }

    public static func lower(_ value: Json) -> RustBuffer {
        return FfiConverterString.lower(value)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeJson_lift(_ value: RustBuffer) throws -> Json {
    return try FfiConverterTypeJson.lift(value)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeJson_lower(_ value: Json) -> RustBuffer {
    return FfiConverterTypeJson.lower(value)
}



public typealias StorePath = String

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeStorePath: FfiConverter {
    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> StorePath {
        return try FfiConverterString.read(from: &buf)
    }

    public static func write(_ value: StorePath, into buf: inout [UInt8]) {
        return FfiConverterString.write(value, into: &buf)
    }

    public static func lift(_ value: RustBuffer) throws -> StorePath {
        return try FfiConverterString.lift(value)
    }

    public static func lower(_ value: StorePath) -> RustBuffer {
        return FfiConverterString.lower(value)
    }
}


#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeStorePath_lift(_ value: RustBuffer) throws -> StorePath {
    return try FfiConverterTypeStorePath.lift(value)
}

#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public func FfiConverterTypeStorePath_lower(_ value: StorePath) -> RustBuffer {
    return FfiConverterTypeStorePath.lower(value)
}


private enum InitializationResult {
    case ok
    case contractVersionMismatch
    case apiChecksumMismatch
}
// Use a global variable to perform the versioning checks. Swift ensures that
// the code inside is only computed once.
private let initializationResult: InitializationResult = {
    // Get the bindings contract version from our ComponentInterface
    let bindings_contract_version = 30
    // Get the scaffolding contract version by calling the into the dylib
    let scaffolding_contract_version = ffi_cortex_cloud_ffi_uniffi_contract_version()
    if bindings_contract_version != scaffolding_contract_version {
        return InitializationResult.contractVersionMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_canceltoken_cancel() != 64406) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_canceltoken_is_cancelled() != 42523) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_apply() != 62122) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_auth_state() != 9364) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_check_quota() != 52777) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_clear_log_sink() != 13565) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_close() != 28159) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_conflicts() != 43984) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_count() != 58791) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_delete() != 20263) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_discard_failed() != 9367) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_explain() != 45276) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_failed_mutations() != 11801) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_get() != 35626) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_get_memory() != 23470) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_get_record() != 45479) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_get_status() != 41468) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_go_offline() != 32271) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_go_online() != 59905) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_login_api_key() != 23056) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_logout() != 49437) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_pull() != 7105) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_push() != 63601) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_put() != 5591) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_put_many() != 32871) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_put_memory() != 49317) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_query() != 34095) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_query_memories() != 65178) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_query_records() != 32602) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_queue_mutation() != 56863) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_queued_mutations() != 28758) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_quota() != 5682) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_resolve_conflict() != 31828) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_resolve_conflict_with() != 52890) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_restore() != 62542) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_retry_failed() != 48606) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_set_log_sink() != 17369) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_set_table_policy() != 15189) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_start() != 2533) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_stop() != 49762) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_subscribe() != 52783) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_sync() != 39723) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_tables() != 17857) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudengine_verify() != 47214) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_cloudlistener_on_event() != 7764) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_logsink_log() != 63376) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_subscription_cancel() != 41607) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_tokenstore_delete() != 7586) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_tokenstore_load() != 49565) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_method_tokenstore_save() != 17901) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_constructor_canceltoken_new() != 55050) {
        return InitializationResult.apiChecksumMismatch
    }
    if (uniffi_cortex_cloud_ffi_checksum_constructor_cloudengine_new() != 9662) {
        return InitializationResult.apiChecksumMismatch
    }

    uniffiCallbackInitCloudListener()
    uniffiCallbackInitLogSink()
    uniffiCallbackInitTokenStore()
    return InitializationResult.ok
}()

// Make the ensure init function public so that other modules which have external type references to
// our types can call it.
public func uniffiEnsureCortexCloudFfiInitialized() {
    switch initializationResult {
    case .ok:
        break
    case .contractVersionMismatch:
        fatalError("UniFFI contract version mismatch: try cleaning and rebuilding your project")
    case .apiChecksumMismatch:
        fatalError("UniFFI API checksum mismatch: try cleaning and rebuilding your project")
    }
}

// swiftlint:enable all
