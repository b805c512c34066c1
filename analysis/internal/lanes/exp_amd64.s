#include "textflag.h"

// The constants of exp.go, four times each.
DATA constants<>+0(SB)/8, $0x40571547652b82fe // 64 / ln 2
DATA constants<>+8(SB)/8, $0x4338000000000000 // toWhole
DATA constants<>+16(SB)/8, $0x3f862e42fefa0000 // stepsHigh
DATA constants<>+24(SB)/8, $0x3d1cf79abc9e3b39 // stepsLow
DATA constants<>+32(SB)/8, $0x3f81111111111111 // 1/120
DATA constants<>+40(SB)/8, $0x3fa5555555555555 // 1/24
DATA constants<>+48(SB)/8, $0x3fc5555555555555 // 1/6
DATA constants<>+56(SB)/8, $0x3fe0000000000000 // 1/2
DATA constants<>+64(SB)/8, $63
DATA constants<>+72(SB)/8, $0x4085e00000000000 // ordinary
DATA constants<>+80(SB)/8, $0x7fffffffffffffff // all but the sign
DATA constants<>+88(SB)/8, $0x8000000000000000 // the sign
DATA constants<>+96(SB)/8, $0x3ff0000000000000 // 1
DATA constants<>+104(SB)/8, $0x4059000000000000 // 100
GLOBL constants<>(SB), RODATA|NOPTR, $112

// Y0 holds four values v. Leaves the loop where one of them is neither NaN nor
// ordinary; else Y0 is exp v. BX: powers. In turn, as in exp: t and k in Y1 and Y2,
// n in Y1, r in Y3, s in Y5, the power of two in Y2, the series in Y1, and NaN put back.
#define EXPONENTIALS(extreme) \
	VANDPD Y14, Y0, Y1 \
	VCMPPD $0x19, Y13, Y1, Y1 \
	VMOVMSKPD Y1, AX \
	CMPQ AX, $15 \
	JNE extreme \
	VMULPD Y8, Y0, Y1 \
	VADDPD Y9, Y1, Y1 \
	VPSUBQ Y9, Y1, Y2 \
	VSUBPD Y9, Y1, Y1 \
	VMULPD Y10, Y1, Y3 \
	VSUBPD Y3, Y0, Y3 \
	VMULPD Y11, Y1, Y1 \
	VSUBPD Y1, Y3, Y3 \
	VPAND Y12, Y2, Y1 \
	VPCMPEQD Y4, Y4, Y4 \
	VGATHERQPD Y4, (BX)(Y1*8), Y5 \
	VPANDN Y2, Y12, Y2 \
	VPSLLQ $46, Y2, Y2 \
	VBROADCASTSD constants<>+32(SB), Y1 \
	VMULPD Y1, Y3, Y1 \
	VBROADCASTSD constants<>+40(SB), Y4 \
	VADDPD Y4, Y1, Y1 \
	VMULPD Y1, Y3, Y1 \
	VBROADCASTSD constants<>+48(SB), Y4 \
	VADDPD Y4, Y1, Y1 \
	VMULPD Y1, Y3, Y1 \
	VADDPD Y15, Y1, Y1 \
	VMULPD Y3, Y3, Y4 \
	VMULPD Y1, Y4, Y1 \
	VADDPD Y1, Y3, Y1 \
	VMULPD Y1, Y5, Y1 \
	VADDPD Y1, Y5, Y1 \
	VPADDQ Y2, Y1, Y1 \
	VCMPPD $3, Y0, Y0, Y2 \
	VBLENDVPD Y2, Y0, Y1, Y0

#define CONSTANTS \
	VBROADCASTSD constants<>+0(SB), Y8 \
	VBROADCASTSD constants<>+8(SB), Y9 \
	VBROADCASTSD constants<>+16(SB), Y10 \
	VBROADCASTSD constants<>+24(SB), Y11 \
	VBROADCASTSD constants<>+64(SB), Y12 \
	VBROADCASTSD constants<>+72(SB), Y13 \
	VBROADCASTSD constants<>+80(SB), Y14 \
	VBROADCASTSD constants<>+56(SB), Y15

// func expAVX2(dst, x *float64, n int, powers *[64]float64) int
TEXT ·expAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ powers+24(FP), BX
	XORQ DX, DX
	CONSTANTS
exp:
	VMOVUPD (SI)(DX*8), Y0
	EXPONENTIALS(expOut)
	VMOVUPD Y0, (DI)(DX*8)
	ADDQ $4, DX
	CMPQ DX, CX
	JLT exp
expOut:
	MOVQ DX, ret+32(FP)
	VZEROUPPER
	RET

// func sharesAVX2(dst, x *float64, n int, powers *[64]float64) int
TEXT ·sharesAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ powers+24(FP), BX
	XORQ DX, DX
	CONSTANTS
	VBROADCASTSD constants<>+88(SB), Y7
shares:
	VXORPD (SI)(DX*8), Y7, Y0
	EXPONENTIALS(sharesOut)
	VBROADCASTSD constants<>+96(SB), Y1
	VADDPD Y1, Y0, Y0
	VBROADCASTSD constants<>+104(SB), Y1
	VDIVPD Y0, Y1, Y0
	VMOVUPD Y0, (DI)(DX*8)
	ADDQ $4, DX
	CMPQ DX, CX
	JLT shares
sharesOut:
	MOVQ DX, ret+32(FP)
	VZEROUPPER
	RET

// func normalAVX2(dst, middle, spread *float64, z *float32, n int)
TEXT ·normalAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ middle+8(FP), SI
	MOVQ spread+16(FP), R8
	MOVQ z+24(FP), R9
	MOVQ n+32(FP), CX
	XORQ DX, DX
normal:
	VCVTPS2PD (R9)(DX*4), Y0
	VMULPD (R8)(DX*8), Y0, Y0
	VADDPD (SI)(DX*8), Y0, Y0
	VMOVUPD Y0, (DI)(DX*8)
	ADDQ $4, DX
	CMPQ DX, CX
	JLT normal
	VZEROUPPER
	RET
