#include "textflag.h"

// No multiplication is fused with an addition, so that every bit is that of the
// loops in scores.go. NaN is in no comparison.

DATA endless<>+0(SB)/8, $0x7ff0000000000000
GLOBL endless<>(SB), RODATA, $8
DATA endlessDown<>+0(SB)/8, $0xfff0000000000000
GLOBL endlessDown<>(SB), RODATA, $8
DATA half<>+0(SB)/8, $0.5
GLOBL half<>(SB), RODATA, $8

DATA unsigned<>+0(SB)/8, $0x7fffffffffffffff
GLOBL unsigned<>(SB), RODATA, $8

#define LESS $0x11
#define UPTO $0x12
#define MORE $0x1E

// func rangeAVX2(x *float64, n int) (lowest, highest float64, known int)
TEXT ·rangeAVX2(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSD endless<>(SB), Y0
	VBROADCASTSD endlessDown<>(SB), Y1
	VPXOR Y4, Y4, Y4
range:
	VMOVUPD (SI), Y2
	VCMPPD $7, Y2, Y2, Y3
	VPSUBQ Y3, Y4, Y4
	VMINPD Y0, Y2, Y0 // of NaN and another the second stays
	VMAXPD Y1, Y2, Y1
	ADDQ $32, SI
	SUBQ $4, CX
	JNZ range
	VEXTRACTF128 $1, Y0, X2
	VMINPD X2, X0, X0
	VUNPCKHPD X0, X0, X2
	VMINSD X2, X0, X0
	VMOVSD X0, lowest+16(FP)
	VEXTRACTF128 $1, Y1, X2
	VMAXPD X2, X1, X1
	VUNPCKHPD X1, X1, X2
	VMAXSD X2, X1, X1
	VMOVSD X1, highest+24(FP)
	VEXTRACTI128 $1, Y4, X2
	VPADDQ X2, X4, X4
	VPUNPCKHQDQ X4, X4, X2
	VPADDQ X2, X4, X4
	VMOVQ X4, known+32(FP)
	VZEROUPPER
	RET

// func mapAVX2(dst, x *float64, n int, from, onto, factor float64)
TEXT ·mapAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSD from+24(FP), Y0
	VBROADCASTSD onto+32(FP), Y1
	VBROADCASTSD factor+40(FP), Y2
map:
	VMOVUPD (SI), Y3
	VSUBPD Y0, Y3, Y3
	VMULPD Y2, Y3, Y3
	VADDPD Y3, Y1, Y3
	VMOVUPD Y3, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	SUBQ $4, CX
	JNZ map
	VZEROUPPER
	RET

// func mediansAVX2(dst, x, weights *float64, n, stride, columns int, near float64)
//
// For four units: Y0 their weight, Y3 and Y4 half of it less and more what is near,
// Y5 and Y6 the least values up to which there is more, Y7 a value, Y8 the weight up to it.
// BX goes over the columns of values, R8 over those they are compared with.
TEXT ·mediansAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ weights+16(FP), DX
	MOVQ n+24(FP), CX
	MOVQ stride+32(FP), R9
	SHLQ $3, R9
	MOVQ columns+40(FP), R10
	VBROADCASTSD near+48(FP), Y13
	VBROADCASTSD half<>(SB), Y14
	VBROADCASTSD endless<>(SB), Y15
	VXORPD Y12, Y12, Y12
units:
	VXORPD Y0, Y0, Y0
	MOVQ SI, R8
	XORQ AX, AX
total:
	VMOVUPD (R8), Y1
	VCMPPD $7, Y1, Y1, Y1
	VBROADCASTSD (DX)(AX*8), Y2
	VANDPD Y2, Y1, Y1
	VADDPD Y1, Y0, Y0
	ADDQ R9, R8
	INCQ AX
	CMPQ AX, R10
	JNE total
	VMULPD Y14, Y0, Y1
	VMULPD Y13, Y0, Y2
	VSUBPD Y2, Y1, Y3
	VADDPD Y2, Y1, Y4
	VMOVAPD Y15, Y5
	VMOVAPD Y15, Y6
	MOVQ SI, BX
	MOVQ R10, R11
value:
	VMOVUPD (BX), Y7
	VXORPD Y8, Y8, Y8
	MOVQ SI, R8
	XORQ AX, AX
upTo:
	VMOVUPD (R8), Y1
	VCMPPD UPTO, Y7, Y1, Y1
	VBROADCASTSD (DX)(AX*8), Y2
	VANDPD Y2, Y1, Y1
	VADDPD Y1, Y8, Y8
	ADDQ R9, R8
	INCQ AX
	CMPQ AX, R10
	JNE upTo
	VCMPPD MORE, Y3, Y8, Y1
	VBLENDVPD Y1, Y7, Y15, Y1
	VMINPD Y5, Y1, Y5
	VCMPPD MORE, Y4, Y8, Y1
	VBLENDVPD Y1, Y7, Y15, Y1
	VMINPD Y6, Y1, Y6
	ADDQ R9, BX
	DECQ R11
	JNZ value
	VADDPD Y6, Y5, Y5
	VMULPD Y14, Y5, Y5
	VCMPPD UPTO, Y12, Y0, Y1 // no weight: all bits, which is NaN
	VORPD Y1, Y5, Y5
	VMOVUPD Y5, (DI)
	ADDQ $32, DI
	ADDQ $32, SI
	SUBQ $4, CX
	JNZ units
	VZEROUPPER
	RET

// func duelsAVX2(dst, x, weights *float64, n, stride, columns int, least float64)
//
// BX is a unit's first value, SI eight others'; Y0 and Y1 the weights by which it leads
// them. R12 counts what it wins and R13 what it loses.
TEXT ·duelsAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), BX
	MOVQ weights+16(FP), DX
	MOVQ n+24(FP), CX
	MOVQ stride+32(FP), R9
	SHLQ $3, R9 // bytes from column to column
	MOVQ columns+40(FP), R10
	VBROADCASTSD least+48(FP), Y14
	VXORPD Y15, Y15, Y15
	VSUBPD Y14, Y15, Y15
	MOVQ BX, R14 // the first of all
unit:
	MOVQ R14, SI
	LEAQ (R14)(R9*1), R15 // behind the others
	XORQ R12, R12
	XORQ R13, R13
others:
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	XORQ AX, AX
	XORQ R8, R8
column:
	VBROADCASTSD (BX)(R8*1), Y2
	VBROADCASTSD (DX)(AX*8), Y3
	VMOVUPD (SI)(R8*1), Y4
	VMOVUPD 32(SI)(R8*1), Y5
	VCMPPD LESS, Y2, Y4, Y6
	VCMPPD LESS, Y2, Y5, Y7
	VCMPPD MORE, Y2, Y4, Y4
	VCMPPD MORE, Y2, Y5, Y5
	VANDPD Y3, Y6, Y6
	VANDPD Y3, Y7, Y7
	VANDPD Y3, Y4, Y4
	VANDPD Y3, Y5, Y5
	VADDPD Y6, Y0, Y0
	VADDPD Y7, Y1, Y1
	VSUBPD Y4, Y0, Y0
	VSUBPD Y5, Y1, Y1
	ADDQ R9, R8
	INCQ AX
	CMPQ AX, R10
	JNE column
	VCMPPD MORE, Y14, Y0, Y2
	VCMPPD MORE, Y14, Y1, Y3
	VCMPPD LESS, Y15, Y0, Y4
	VCMPPD LESS, Y15, Y1, Y5
	VMOVMSKPD Y2, AX
	POPCNTL AX, AX
	ADDQ AX, R12
	VMOVMSKPD Y3, AX
	POPCNTL AX, AX
	ADDQ AX, R12
	VMOVMSKPD Y4, AX
	POPCNTL AX, AX
	ADDQ AX, R13
	VMOVMSKPD Y5, AX
	POPCNTL AX, AX
	ADDQ AX, R13
	ADDQ $64, SI
	CMPQ SI, R15
	JNE others
	SUBQ R13, R12
	VXORPD X2, X2, X2
	VCVTSI2SDQ R12, X2, X2
	VMOVSD X2, (DI)
	ADDQ $8, DI
	ADDQ $8, BX
	DECQ CX
	JNZ unit
	VZEROUPPER
	RET

// func beforeAVX2(counts *uint32, place *int32, n, stride int)
TEXT ·beforeAVX2(SB), NOSPLIT, $0-32
	MOVQ counts+0(FP), DI
	MOVQ place+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ stride+24(FP), R9
	MOVQ SI, BX
	MOVQ R9, R10 // rows left
row:
	VPBROADCASTD (BX), Y0
	XORQ AX, AX
eight:
	VMOVDQU (SI)(AX*4), Y1
	VPCMPGTD Y0, Y1, Y1
	VMOVDQU (DI)(AX*4), Y2
	VPSUBD Y1, Y2, Y2
	VMOVDQU Y2, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JNE eight
	LEAQ (DI)(R9*4), DI
	ADDQ $4, BX
	DECQ R10
	JNZ row
	VZEROUPPER
	RET

// Y3 within Y0 and Y1; a missing value is the second of both, and stays
#define HOLD \
	VMAXPD Y3, Y0, Y3 \
	VMINPD Y3, Y1, Y3

// func perturbAVX2(x, z, half, lean *float64, n int, low, high float64)
TEXT ·perturbAVX2(SB), NOSPLIT, $0-56
	MOVQ x+0(FP), DI
	MOVQ z+8(FP), SI
	MOVQ half+16(FP), R8
	MOVQ lean+24(FP), R9
	MOVQ n+32(FP), CX
	VBROADCASTSD low+40(FP), Y0
	VBROADCASTSD high+48(FP), Y1
	VBROADCASTSD unsigned<>(SB), Y2
perturb:
	VMOVUPD (SI), Y3
	VANDPD Y2, Y3, Y4
	VMULPD (R8), Y3, Y3
	VMULPD (R9), Y4, Y4
	VADDPD Y4, Y3, Y3
	VADDPD (DI), Y3, Y3
	HOLD
	VMOVUPD Y3, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, R8
	ADDQ $32, R9
	SUBQ $4, CX
	JNZ perturb
	VZEROUPPER
	RET

// func shiftAVX2(x, gap, share *float64, n int, low, high float64)
TEXT ·shiftAVX2(SB), NOSPLIT, $0-48
	MOVQ x+0(FP), DI
	MOVQ gap+8(FP), SI
	MOVQ share+16(FP), R8
	MOVQ n+24(FP), CX
	VBROADCASTSD low+32(FP), Y0
	VBROADCASTSD high+40(FP), Y1
shift:
	VMOVUPD (SI), Y3
	VMULPD (R8), Y3, Y3
	VADDPD (DI), Y3, Y3
	HOLD
	VMOVUPD Y3, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, R8
	SUBQ $4, CX
	JNZ shift
	VZEROUPPER
	RET

// func takeAVX2(gap, slope, x, was *float64, n int)
TEXT ·takeAVX2(SB), NOSPLIT, $0-40
	MOVQ gap+0(FP), DI
	MOVQ slope+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ was+24(FP), R9
	MOVQ n+32(FP), CX
	VXORPD Y0, Y0, Y0
take:
	VMOVUPD (SI), Y1
	VSUBPD (R9), Y1, Y1
	VMOVUPD (R8), Y2
	VMULPD Y2, Y1, Y1
	VCMPPD $0x0C, Y0, Y2, Y2 // not 0
	VANDPD Y2, Y1, Y1
	VMOVUPD (DI), Y3
	VSUBPD Y1, Y3, Y3
	VMOVUPD Y3, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, R8
	ADDQ $32, R9
	SUBQ $4, CX
	JNZ take
	VZEROUPPER
	RET

// func sumAVX2(x *float64, n int, sums *[4]float64) int
TEXT ·sumAVX2(SB), NOSPLIT, $0-32
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ sums+16(FP), DI
	VXORPD Y0, Y0, Y0
	XORQ R8, R8
sum:
	VMOVUPD (SI), Y1
	VCMPPD $7, Y1, Y1, Y2
	VANDPD Y2, Y1, Y1
	VADDPD Y1, Y0, Y0
	VMOVMSKPD Y2, AX
	POPCNTL AX, AX
	ADDQ AX, R8
	ADDQ $32, SI
	SUBQ $4, CX
	JNZ sum
	VMOVUPD Y0, (DI)
	MOVQ R8, ret+24(FP)
	VZEROUPPER
	RET

// func powersAVX2(x *float64, n int, middle float64, sums *[3][4]float64)
TEXT ·powersAVX2(SB), NOSPLIT, $0-32
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSD middle+16(FP), Y0
	MOVQ sums+24(FP), DI
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
powers:
	VMOVUPD (SI), Y4
	VSUBPD Y0, Y4, Y4
	VCMPPD $7, Y4, Y4, Y5
	VANDPD Y5, Y4, Y4
	VMULPD Y4, Y4, Y5
	VMULPD Y4, Y5, Y4
	VADDPD Y5, Y1, Y1
	VADDPD Y4, Y2, Y2
	VMULPD Y5, Y5, Y5
	VADDPD Y5, Y3, Y3
	ADDQ $32, SI
	SUBQ $4, CX
	JNZ powers
	VMOVUPD Y1, (DI)
	VMOVUPD Y2, 32(DI)
	VMOVUPD Y3, 64(DI)
	VZEROUPPER
	RET
