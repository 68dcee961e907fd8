    .section .rodata
    .global tutela_world_begin
    .global tutela_world_end
tutela_world_begin:
    .incbin TUTELA_WORLD_PACK
tutela_world_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
