#include "textflag.h"

// func tallyAVX2(counts *uint8, class *int8, n, classes int)
// A line of 32 units in Y0 against each class in turn: Y1 the class, Y2 ones.
TEXT ·tallyAVX2(SB), NOSPLIT, $0-32
	MOVQ counts+0(FP), DI
	MOVQ class+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ classes+24(FP), R8
	VPCMPEQD Y2, Y2, Y2
	VPABSB Y2, Y2
	XORQ DX, DX
line:
	VMOVDQU (SI)(DX*1), Y0
	LEAQ (DI)(DX*1), R9
	VPXOR Y1, Y1, Y1
	MOVQ R8, BX
of:
	VPCMPEQB Y0, Y1, Y3
	VMOVDQU (R9), Y4
	VPSUBB Y3, Y4, Y4
	VMOVDQU Y4, (R9)
	VPADDB Y2, Y1, Y1
	ADDQ CX, R9
	DECQ BX
	JNZ of
	ADDQ $32, DX
	CMPQ DX, CX
	JLT line
	VZEROUPPER
	RET

// func addAVX2(dst *uint8, class *int8, n int, t *Table)
// A number below 0 draws nothing from the table.
TEXT ·addAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ class+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ t+24(FP), BX
	VBROADCASTI128 (BX), Y2
	XORQ DX, DX
add:
	VMOVDQU (SI)(DX*1), Y0
	VPSHUFB Y0, Y2, Y1
	VPADDB (DI)(DX*1), Y1, Y1
	VMOVDQU Y1, (DI)(DX*1)
	ADDQ $32, DX
	CMPQ DX, CX
	JLT add
	VZEROUPPER
	RET
