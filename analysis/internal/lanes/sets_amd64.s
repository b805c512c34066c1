#include "textflag.h"

// How many bits each half of a byte has, and a half of every byte.
DATA halves<>+0(SB)/8, $0x0302020102010100
DATA halves<>+8(SB)/8, $0x0403030203020201
DATA halves<>+16(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL halves<>(SB), RODATA|NOPTR, $24

// adds the bits of each byte of a set to those of a sum
#define BITS(set, sum) \
	VPAND Y9, set, Y4 \
	VPSRLW $4, set, Y5 \
	VPAND Y9, Y5, Y5 \
	VPSHUFB Y4, Y8, Y4 \
	VPSHUFB Y5, Y8, Y5 \
	VPADDB Y4, sum, sum \
	VPADDB Y5, sum, sum

// func sharedAVX2(a, b, c *uint64, n int) int
// Y0 and Y1 the sums of bytes: no byte goes round in 31 fours.
TEXT ·sharedAVX2(SB), NOSPLIT, $0-40
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), BX
	MOVQ c+16(FP), DI
	MOVQ n+24(FP), CX
	VBROADCASTI128 halves<>+0(SB), Y8
	VPBROADCASTQ halves<>+16(SB), Y9
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y10, Y10, Y10
	XORQ DX, DX
shared:
	VMOVDQU (SI)(DX*8), Y2
	VPAND (BX)(DX*8), Y2, Y3
	VPAND (DI)(DX*8), Y2, Y2
	BITS(Y3, Y0)
	BITS(Y2, Y1)
	ADDQ $4, DX
	CMPQ DX, CX
	JLT shared
	VPSADBW Y10, Y0, Y0
	VPSADBW Y10, Y1, Y1
	VPSUBQ Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDQ X1, X0, X0
	VPSRLDQ $8, X0, X1
	VPADDQ X1, X0, X0
	VMOVQ X0, AX
	MOVQ AX, ret+32(FP)
	VZEROUPPER
	RET

// func turnAVX2(dst, x *float64, width, rows, apart int)
// Four rows of four in Y0 to Y3 become four columns; width and apart are in bytes,
// R9 and R10 three times each.
TEXT ·turnAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ width+16(FP), BX
	MOVQ rows+24(FP), CX
	MOVQ apart+32(FP), R8
	LEAQ (BX)(BX*2), R9
	LEAQ (R8)(R8*2), R10
turn:
	VMOVUPD (SI), Y0
	VMOVUPD (SI)(BX*1), Y1
	VMOVUPD (SI)(BX*2), Y2
	VMOVUPD (SI)(R9*1), Y3
	VUNPCKLPD Y1, Y0, Y4
	VUNPCKHPD Y1, Y0, Y5
	VUNPCKLPD Y3, Y2, Y6
	VUNPCKHPD Y3, Y2, Y7
	VPERM2F128 $0x20, Y6, Y4, Y0
	VPERM2F128 $0x20, Y7, Y5, Y1
	VPERM2F128 $0x31, Y6, Y4, Y2
	VPERM2F128 $0x31, Y7, Y5, Y3
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, (DI)(R8*1)
	VMOVUPD Y2, (DI)(R8*2)
	VMOVUPD Y3, (DI)(R10*1)
	LEAQ (SI)(BX*4), SI
	ADDQ $32, DI
	SUBQ $4, CX
	JNZ turn
	VZEROUPPER
	RET
