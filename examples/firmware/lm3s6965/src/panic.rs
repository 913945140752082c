//! A panic stops the board. Where messages are compiled in, it says what and where first.

use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    crate::print("panic");
    #[cfg(feature = "messages")]
    say(info);
    #[cfg(not(feature = "messages"))]
    let _ = info;
    crate::print("\n");
    loop {
        cortex_m::asm::wfi();
    }
}

#[cfg(feature = "messages")]
fn say(info: &PanicInfo<'_>) {
    use core::fmt::Write as _;

    struct Line;
    impl core::fmt::Write for Line {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            crate::print(text);
            Ok(())
        }
    }
    let _ = write!(Line, ": {info}");
}
