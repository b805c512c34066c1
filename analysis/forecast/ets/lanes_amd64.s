#include "textflag.h"

// Eight lanes are two registers of four; in each loop the first of a pair of
// lines is for the lower four, the second for the upper. No multiplication is
// fused with an addition, so that every bit is that of the loops in lanes.go.
//
// Rows of batch.at by offset: 0 gain, 64 pull, 128 gamma, 192 phi, 256 level, 320 slope.
//
// DX at, SI y, CX steps left, DI errors, R9 index in turn, BX and R8 first and end of
// the indices, R10 products, R11 steps left in the block.
// Y0 Y1 level, Y2 Y3 slope, Y6 Y7 error, Y12 Y13 lowest, Y14 Y15 product.

DATA one<>+0(SB)/8, $1.0
GLOBL one<>(SB), RODATA, $8

// u = phi u; level += u
#define AHEAD \
	VMULPD 192(DX), Y2, Y2 \
	VMULPD 224(DX), Y3, Y3 \
	VADDPD Y2, Y0, Y0 \
	VADDPD Y3, Y1, Y1

// level += gain d; u += pull d, with d in Y6 Y7
#define LEARN \
	VMULPD 0(DX), Y6, Y8 \
	VMULPD 32(DX), Y7, Y9 \
	VADDPD Y8, Y0, Y0 \
	VADDPD Y9, Y1, Y1 \
	VMULPD 64(DX), Y6, Y8 \
	VMULPD 96(DX), Y7, Y9 \
	VADDPD Y8, Y2, Y2 \
	VADDPD Y9, Y3, Y3

#define STORE \
	VMOVUPD Y6, 0(DI) \
	VMOVUPD Y7, 32(DI)

// Y4 Y5 hold the forecast; Y6 Y7 the error, which is stored over the forecast
#define RELATIVE \
	VMINPD Y12, Y4, Y12 \
	VMINPD Y13, Y5, Y13 \
	VMULPD Y4, Y14, Y14 \
	VMULPD Y5, Y15, Y15 \
	VDIVPD Y4, Y6, Y8 \
	VDIVPD Y5, Y7, Y9 \
	VMOVUPD Y8, 0(DI) \
	VMOVUPD Y9, 32(DI)

// the next value; the product is stored and begun again after sixteen
#define NEXT(again) \
	ADDQ $8, SI \
	ADDQ $64, DI \
	DECQ CX \
	JNZ again

#define BLOCK(same) \
	DECQ R11 \
	JNZ same \
	VMOVUPD Y14, 0(R10) \
	VMOVUPD Y15, 32(R10) \
	ADDQ $64, R10 \
	MOVQ $16, R11 \
	VBROADCASTSD one<>(SB), Y14 \
	VMOVAPD Y14, Y15

#define TURN(same) \
	ADDQ $64, R9 \
	CMPQ R9, R8 \
	JNE same \
	MOVQ BX, R9

#define STATES \
	VMOVUPD 256(DX), Y0 \
	VMOVUPD 288(DX), Y1 \
	VMOVUPD 320(DX), Y2 \
	VMOVUPD 352(DX), Y3

#define INDICES \
	MOVQ BX, R9 \
	SHLQ $6, R8 \
	ADDQ BX, R8

#define FRESH \
	VMOVUPD 0(R12), Y12 \
	VMOVUPD 32(R12), Y13 \
	VBROADCASTSD one<>(SB), Y14 \
	VMOVAPD Y14, Y15 \
	MOVQ $16, R11

// the products of an unfinished block, and the lowest
#define FINISH(whole) \
	CMPQ R11, $16 \
	JEQ whole \
	VMOVUPD Y14, 0(R10) \
	VMOVUPD Y15, 32(R10) \
whole: \
	VMOVUPD Y12, 0(R12) \
	VMOVUPD Y13, 32(R12) \
	VZEROUPPER

// func plainAVX2(y *float64, n int, at *[6]vec, errors *vec)
TEXT ·plainAVX2(SB), NOSPLIT, $0-32
	MOVQ y+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ at+16(FP), DX
	MOVQ errors+24(FP), DI
	STATES
plain:
	VBROADCASTSD (SI), Y10
	VSUBPD Y0, Y10, Y6
	VSUBPD Y1, Y10, Y7
	STORE
	AHEAD
	LEARN
	NEXT(plain)
	VZEROUPPER
	RET

// func plainRelativeAVX2(y *float64, n int, at *[6]vec, errors, products, lowest *vec)
TEXT ·plainRelativeAVX2(SB), NOSPLIT, $0-48
	MOVQ y+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ at+16(FP), DX
	MOVQ errors+24(FP), DI
	MOVQ products+32(FP), R10
	MOVQ lowest+40(FP), R12
	STATES
	FRESH
relative:
	VBROADCASTSD (SI), Y10
	VMOVAPD Y0, Y4
	VMOVAPD Y1, Y5
	VSUBPD Y0, Y10, Y6
	VSUBPD Y1, Y10, Y7
	RELATIVE
	AHEAD
	LEARN
	BLOCK(relativeBlock)
relativeBlock:
	NEXT(relative)
	FINISH(relativeWhole)
	RET

// func addAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int)
TEXT ·addAVX2(SB), NOSPLIT, $0-48
	MOVQ y+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ at+16(FP), DX
	MOVQ errors+24(FP), DI
	MOVQ season+32(FP), BX
	MOVQ m+40(FP), R8
	INDICES
	STATES
add:
	VBROADCASTSD (SI), Y10
	VMOVUPD 0(R9), Y4
	VMOVUPD 32(R9), Y5
	VSUBPD Y4, Y10, Y6
	VSUBPD Y5, Y10, Y7
	VSUBPD Y0, Y6, Y6
	VSUBPD Y1, Y7, Y7
	STORE
	AHEAD
	LEARN
	VMULPD 128(DX), Y6, Y8
	VMULPD 160(DX), Y7, Y9
	VADDPD Y8, Y4, Y4
	VADDPD Y9, Y5, Y5
	VMOVUPD Y4, 0(R9)
	VMOVUPD Y5, 32(R9)
	TURN(addTurn)
addTurn:
	NEXT(add)
	VZEROUPPER
	RET

// func addRelativeAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int, products, lowest *vec)
TEXT ·addRelativeAVX2(SB), NOSPLIT, $0-64
	MOVQ y+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ at+16(FP), DX
	MOVQ errors+24(FP), DI
	MOVQ season+32(FP), BX
	MOVQ m+40(FP), R8
	MOVQ products+48(FP), R10
	MOVQ lowest+56(FP), R12
	INDICES
	STATES
	FRESH
sum:
	VBROADCASTSD (SI), Y10
	VMOVUPD 0(R9), Y4
	VMOVUPD 32(R9), Y5
	VSUBPD Y4, Y10, Y6
	VSUBPD Y5, Y10, Y7
	VSUBPD Y0, Y6, Y6
	VSUBPD Y1, Y7, Y7
	VMULPD 128(DX), Y6, Y8
	VMULPD 160(DX), Y7, Y9
	VADDPD Y8, Y4, Y8
	VADDPD Y9, Y5, Y9
	VMOVUPD Y8, 0(R9)
	VMOVUPD Y9, 32(R9)
	VADDPD Y0, Y4, Y4
	VADDPD Y1, Y5, Y5
	RELATIVE
	AHEAD
	LEARN
	TURN(sumTurn)
sumTurn:
	BLOCK(sumBlock)
sumBlock:
	NEXT(sum)
	FINISH(sumWhole)
	RET

// func mulAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int, products, lowest *vec)
TEXT ·mulAVX2(SB), NOSPLIT, $0-64
	MOVQ y+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ at+16(FP), DX
	MOVQ errors+24(FP), DI
	MOVQ season+32(FP), BX
	MOVQ m+40(FP), R8
	MOVQ products+48(FP), R10
	MOVQ lowest+56(FP), R12
	INDICES
	STATES
	FRESH
mul:
	VBROADCASTSD (SI), Y10
	VMOVUPD 0(R9), Y4
	VMOVUPD 32(R9), Y5
	VMULPD Y0, Y4, Y8
	VMULPD Y1, Y5, Y9
	VMULPD Y8, Y14, Y14
	VMULPD Y9, Y15, Y15
	VSUBPD Y8, Y10, Y6
	VSUBPD Y9, Y10, Y7
	VDIVPD Y8, Y6, Y6
	VDIVPD Y9, Y7, Y7
	STORE
	VMINPD Y12, Y0, Y12
	VMINPD Y13, Y1, Y13
	VMINPD Y12, Y4, Y12
	VMINPD Y13, Y5, Y13
	VMULPD Y6, Y4, Y8
	VMULPD Y7, Y5, Y9
	VMULPD 128(DX), Y8, Y8
	VMULPD 160(DX), Y9, Y9
	VADDPD Y8, Y4, Y4
	VADDPD Y9, Y5, Y5
	VMOVUPD Y4, 0(R9)
	VMOVUPD Y5, 32(R9)
	VMULPD Y0, Y6, Y6
	VMULPD Y1, Y7, Y7
	AHEAD
	LEARN
	TURN(mulTurn)
mulTurn:
	BLOCK(mulBlock)
mulBlock:
	NEXT(mul)
	FINISH(mulWhole)
	RET

// func squaresAVX2(errors *vec, n int, sum *vec)
TEXT ·squaresAVX2(SB), NOSPLIT, $0-24
	MOVQ errors+0(FP), DI
	MOVQ n+8(FP), CX
	MOVQ sum+16(FP), DX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
squares:
	VMOVUPD 0(DI), Y2
	VMOVUPD 32(DI), Y3
	VMULPD Y2, Y2, Y2
	VMULPD Y3, Y3, Y3
	VADDPD Y2, Y0, Y0
	VADDPD Y3, Y1, Y1
	ADDQ $64, DI
	DECQ CX
	JNZ squares
	VMOVUPD Y0, 0(DX)
	VMOVUPD Y1, 32(DX)
	VZEROUPPER
	RET

// adds a lane times a register to a sum
#define PRODUCT(lane, with, sum) \
	VBROADCASTSD lane, Y14 \
	VMULPD with, Y14, Y15 \
	VADDPD Y15, sum, sum

#define PRODUCTS(lane, lower, upper) \
	VBROADCASTSD lane, Y14 \
	VMULPD Y12, Y14, Y15 \
	VMULPD Y13, Y14, Y14 \
	VADDPD Y15, lower, lower \
	VADDPD Y14, upper, upper

// func gram4AVX2(errors *vec, n int, sums *gram)
TEXT ·gram4AVX2(SB), NOSPLIT, $0-24
	MOVQ errors+0(FP), DI
	MOVQ n+8(FP), CX
	MOVQ sums+16(FP), DX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
gram4:
	VMOVUPD 0(DI), Y12
	PRODUCT(0(DI), Y12, Y0)
	PRODUCT(8(DI), Y12, Y1)
	PRODUCT(16(DI), Y12, Y2)
	PRODUCT(24(DI), Y12, Y3)
	ADDQ $64, DI
	DECQ CX
	JNZ gram4
	VMOVUPD Y0, 0(DX)
	VMOVUPD Y1, 64(DX)
	VMOVUPD Y2, 128(DX)
	VMOVUPD Y3, 192(DX)
	VZEROUPPER
	RET

// func gram7AVX2(errors *vec, n int, sums *gram)
TEXT ·gram7AVX2(SB), NOSPLIT, $0-24
	MOVQ errors+0(FP), DI
	MOVQ n+8(FP), CX
	MOVQ sums+16(FP), DX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7
	VXORPD Y8, Y8, Y8
	VXORPD Y9, Y9, Y9
gram7:
	VMOVUPD 0(DI), Y12
	VMOVUPD 32(DI), Y13
	PRODUCT(0(DI), Y12, Y0)
	PRODUCT(8(DI), Y12, Y1)
	PRODUCT(16(DI), Y12, Y2)
	PRODUCT(24(DI), Y12, Y3)
	PRODUCTS(32(DI), Y4, Y5)
	PRODUCTS(40(DI), Y6, Y7)
	PRODUCTS(48(DI), Y8, Y9)
	ADDQ $64, DI
	DECQ CX
	JNZ gram7
	VMOVUPD Y0, 0(DX)
	VMOVUPD Y1, 64(DX)
	VMOVUPD Y2, 128(DX)
	VMOVUPD Y3, 192(DX)
	VMOVUPD Y4, 256(DX)
	VMOVUPD Y5, 288(DX)
	VMOVUPD Y6, 320(DX)
	VMOVUPD Y7, 352(DX)
	VMOVUPD Y8, 384(DX)
	VMOVUPD Y9, 416(DX)
	VZEROUPPER
	RET
