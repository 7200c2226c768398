//! Tells the linker how an addon is built.

fn main() {
    napi_build::setup();
}
