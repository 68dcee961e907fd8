    .section .rodata
    .global tutela_web_begin
    .global tutela_web_end
tutela_web_begin:
    .incbin TUTELA_WEB_PACK
tutela_web_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
