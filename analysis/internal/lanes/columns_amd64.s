#include "textflag.h"

// Four values at a time; n is a multiple of four and not zero. No multiplication is
// fused with an addition, so that every bit is that of the loops in columns.go.
//
// CX values left, SI x, DI what is written.

// A bit for each of four comparisons, spread to a one in each of four bytes.
DATA ones<>+0(SB)/4, $0x00000000
DATA ones<>+4(SB)/4, $0x00000001
DATA ones<>+8(SB)/4, $0x00000100
DATA ones<>+12(SB)/4, $0x00000101
DATA ones<>+16(SB)/4, $0x00010000
DATA ones<>+20(SB)/4, $0x00010001
DATA ones<>+24(SB)/4, $0x00010100
DATA ones<>+28(SB)/4, $0x00010101
DATA ones<>+32(SB)/4, $0x01000000
DATA ones<>+36(SB)/4, $0x01000001
DATA ones<>+40(SB)/4, $0x01000100
DATA ones<>+44(SB)/4, $0x01000101
DATA ones<>+48(SB)/4, $0x01010000
DATA ones<>+52(SB)/4, $0x01010001
DATA ones<>+56(SB)/4, $0x01010100
DATA ones<>+60(SB)/4, $0x01010101
GLOBL ones<>(SB), RODATA, $64

DATA unit<>+0(SB)/8, $1.0
GLOBL unit<>(SB), RODATA, $8

// Predicates, none of which is true of NaN but UNORD.
#define LESS $0x11
#define UPTO $0x12
#define FROM $0x1D
#define MORE $0x1E
#define ORD $7
#define UNORD $3

#define NEXT(again) \
	ADDQ $32, SI \
	SUBQ $4, CX \
	JNZ again

// func withinAVX2(x *float64, n int, low, high float64) bool
TEXT ·withinAVX2(SB), NOSPLIT, $0-33
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSD low+16(FP), Y0
	VBROADCASTSD high+24(FP), Y1
	VXORPD Y2, Y2, Y2
within:
	VMOVUPD (SI), Y3
	VCMPPD LESS, Y0, Y3, Y4
	VCMPPD MORE, Y1, Y3, Y5
	VORPD Y4, Y2, Y2
	VORPD Y5, Y2, Y2
	NEXT(within)
	VMOVMSKPD Y2, AX
	TESTL AX, AX
	SETEQ ret+32(FP)
	VZEROUPPER
	RET

// func standardiseAVX2(dst, x *float64, n int, sign, mean, sd float64)
TEXT ·standardiseAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSD sign+24(FP), Y0
	VBROADCASTSD mean+32(FP), Y1
	VBROADCASTSD sd+40(FP), Y2
standardise:
	VMOVUPD (SI), Y3
	VSUBPD Y1, Y3, Y3
	VDIVPD Y2, Y3, Y3
	VMULPD Y0, Y3, Y3
	VMOVUPD Y3, (DI)
	ADDQ $32, DI
	NEXT(standardise)
	VZEROUPPER
	RET

// func standardiseByAVX2(dst, x, mean, sd *float64, n int)
TEXT ·standardiseByAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ mean+16(FP), R8
	MOVQ sd+24(FP), R9
	MOVQ n+32(FP), CX
by:
	VMOVUPD (SI), Y3
	VSUBPD (R8), Y3, Y3
	VDIVPD (R9), Y3, Y3
	VMOVUPD Y3, (DI)
	ADDQ $32, DI
	ADDQ $32, R8
	ADDQ $32, R9
	NEXT(by)
	VZEROUPPER
	RET

// func ratioAVX2(dst, a, b *float64, n int)
TEXT ·ratioAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), R8
	MOVQ n+24(FP), CX
ratio:
	VMOVUPD (SI), Y3
	VDIVPD (R8), Y3, Y3
	VSUBPD Y3, Y3, Y4
	VSUBPD Y4, Y3, Y3
	VMOVUPD Y3, (DI)
	ADDQ $32, DI
	ADDQ $32, R8
	NEXT(ratio)
	VZEROUPPER
	RET

// func weighAVX2(sum, weights, count, x *float64, n int, weight float64)
TEXT ·weighAVX2(SB), NOSPLIT, $0-48
	MOVQ sum+0(FP), DI
	MOVQ weights+8(FP), R8
	MOVQ count+16(FP), R9
	MOVQ x+24(FP), SI
	MOVQ n+32(FP), CX
	VBROADCASTSD weight+40(FP), Y0
	VBROADCASTSD unit<>(SB), Y1
weigh:
	VMOVUPD (SI), Y2
	VCMPPD ORD, Y2, Y2, Y3
	VMULPD Y0, Y2, Y2
	VANDPD Y3, Y2, Y2
	VANDPD Y3, Y0, Y4
	VANDPD Y3, Y1, Y5
	VADDPD (DI), Y2, Y2
	VADDPD (R8), Y4, Y4
	VADDPD (R9), Y5, Y5
	VMOVUPD Y2, (DI)
	VMOVUPD Y4, (R8)
	VMOVUPD Y5, (R9)
	ADDQ $32, DI
	ADDQ $32, R8
	ADDQ $32, R9
	NEXT(weigh)
	VZEROUPPER
	RET

// func countFromAVX2(counts *int8, x *float64, n int, limit float64)
TEXT ·countFromAVX2(SB), NOSPLIT, $0-32
	MOVQ counts+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSD limit+24(FP), Y0
	LEAQ ones<>(SB), R10
from:
	VMOVUPD (SI), Y1
	VCMPPD FROM, Y0, Y1, Y1
	VMOVMSKPD Y1, AX
	MOVL (R10)(AX*4), AX
	ADDL AX, (DI)
	ADDQ $4, DI
	NEXT(from)
	VZEROUPPER
	RET

// func countToAVX2(counts *int8, x *float64, n int, limit float64)
TEXT ·countToAVX2(SB), NOSPLIT, $0-32
	MOVQ counts+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSD limit+24(FP), Y0
	LEAQ ones<>(SB), R10
upto:
	VMOVUPD (SI), Y1
	VCMPPD UPTO, Y0, Y1, Y1
	VMOVMSKPD Y1, AX
	MOVL (R10)(AX*4), AX
	ADDL AX, (DI)
	ADDQ $4, DI
	NEXT(upto)
	VZEROUPPER
	RET

// func stepsAVX2(steps *int8, x *float64, n int, limits *float64, count int, from, by int)
TEXT ·stepsAVX2(SB), NOSPLIT, $0-56
	MOVQ steps+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ limits+24(FP), DX
	MOVQ count+32(FP), R8
	LEAQ (DX)(R8*8), R9 // behind the limits
	MOVQ from+40(FP), R11
	IMUL3Q $0x01010101, R11, R11
	MOVQ by+48(FP), R12
	LEAQ ones<>(SB), R10
steps:
	VMOVUPD (SI), Y1
	XORL BX, BX
	MOVQ DX, R8
limit:
	VBROADCASTSD (R8), Y0
	VCMPPD FROM, Y0, Y1, Y2
	VMOVMSKPD Y2, AX
	ADDL (R10)(AX*4), BX
	ADDQ $8, R8
	CMPQ R8, R9
	JNE limit
	IMULL R12, BX
	ADDL R11, BX
	VCMPPD UNORD, Y1, Y1, Y2
	VMOVMSKPD Y2, AX
	MOVL (R10)(AX*4), AX
	IMUL3L $0xff, AX, AX // all bits of the byte
	ORL AX, BX
	MOVL BX, (DI)
	ADDQ $4, DI
	NEXT(steps)
	VZEROUPPER
	RET

// func compareAVX2(sides *int8, a, b *float64, n int)
TEXT ·compareAVX2(SB), NOSPLIT, $0-32
	MOVQ sides+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), R8
	MOVQ n+24(FP), CX
	LEAQ ones<>(SB), R10
compare:
	VMOVUPD (SI), Y1
	VMOVUPD (R8), Y2
	VCMPPD FROM, Y2, Y1, Y3
	VCMPPD MORE, Y2, Y1, Y4
	VCMPPD UNORD, Y2, Y1, Y5
	VMOVMSKPD Y3, AX
	VMOVMSKPD Y4, BX
	VMOVMSKPD Y5, R9
	MOVL (R10)(AX*4), AX
	ADDL (R10)(BX*4), AX
	MOVL (R10)(R9*4), R9
	IMUL3L $0xff, R9, R9
	ORL R9, AX
	MOVL AX, (DI)
	ADDQ $4, DI
	ADDQ $32, R8
	NEXT(compare)
	VZEROUPPER
	RET

// func meetAVX2(met, total, share, supply, demand *float64, n int)
TEXT ·meetAVX2(SB), NOSPLIT, $0-48
	MOVQ met+0(FP), DI
	MOVQ total+8(FP), DX
	MOVQ share+16(FP), SI
	MOVQ supply+24(FP), R8
	MOVQ demand+32(FP), R9
	MOVQ n+40(FP), CX
	VXORPD Y0, Y0, Y0
	VBROADCASTSD unit<>(SB), Y1
meet:
	VMOVUPD (SI), Y2
	VMOVUPD (R9), Y3
	VMOVUPD (R8), Y4
	VDIVPD Y3, Y4, Y4
	VCMPPD FROM, Y1, Y4, Y5
	VCMPPD $0, Y0, Y2, Y6 // no share
	VORPD Y6, Y5, Y5
	VCMPPD $0, Y0, Y3, Y6 // no demand
	VORPD Y6, Y5, Y5
	VMULPD Y4, Y2, Y4
	VBLENDVPD Y5, Y2, Y4, Y4
	VADDPD (DI), Y4, Y4
	VADDPD (DX), Y2, Y2
	VMOVUPD Y4, (DI)
	VMOVUPD Y2, (DX)
	ADDQ $32, DI
	ADDQ $32, DX
	ADDQ $32, R8
	ADDQ $32, R9
	NEXT(meet)
	VZEROUPPER
	RET
