    .section .rodata
    .balign 16
    .global tutela_declarations_begin
tutela_declarations_begin:
    .incbin TUTELA_ARCHIVE
    .global tutela_declarations_end
tutela_declarations_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
