//! What the emulator was told to give to the image, by semihosting: `-semihosting-config arg=...`.

use core::arch::asm;

/// The last word of the command line; empty where there is none.
///
/// Without semihosting the processor would fault, so only images that expect an argument may ask.
pub fn argument(buffer: &mut [u8; 64]) -> &str {
    const GET_COMMAND_LINE: u32 = 0x15;
    let mut block = [buffer.as_mut_ptr() as usize, buffer.len()];
    let mut failed = GET_COMMAND_LINE;
    // SAFETY: the emulator writes a text into the buffer, and its length into the block.
    unsafe { asm!("bkpt #0xab", inout("r0") failed, in("r1") block.as_mut_ptr()) }
    let length = if failed == 0 { block[1].min(buffer.len()) } else { 0 };
    let line = core::str::from_utf8(&buffer[..length]).unwrap_or_default();
    line.trim_end_matches('\0').rsplit(' ').next().unwrap_or_default()
}
