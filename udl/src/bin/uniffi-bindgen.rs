//! UniFFI's own program, of the very version the scaffolding is made with. `cargo xtask generate` runs it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
