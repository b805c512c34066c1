#include "textflag.h"

// Counting is by comparing all with all: a column of values stays in registers, each
// value in turn is held against it, and the true (-1) are taken off the counts.
// Y10 the value held against, Y11 to Y15 the column, Y0 to Y4 the counts.
// Predicates: 17 is less, 30 is greater, 3 is missing.

#define AGAINST(predicate, column, count) \
	VCMPPD $predicate, column, Y10, Y5 \
	VPSUBQ Y5, count, count

// NaN counts -1; then the low halves of the four counts
#define STORE(column, count, low, at) \
	VCMPPD $3, column, column, Y5 \
	VPOR Y5, count, count \
	VEXTRACTI128 $1, count, X6 \
	VSHUFPS $0x88, X6, low, X6 \
	VMOVUPS X6, at

#define COUNT(predicate, twenties, twenty, four, last, fourAgain, done) \
	MOVQ dst+0(FP), DI \
	MOVQ x+8(FP), SI \
	MOVQ n+16(FP), CX \
	XORQ DX, DX \
twenties: \
	LEAQ 20(DX), AX \
	CMPQ AX, CX \
	JGT four \
	VMOVUPD (SI)(DX*8), Y11 \
	VMOVUPD 32(SI)(DX*8), Y12 \
	VMOVUPD 64(SI)(DX*8), Y13 \
	VMOVUPD 96(SI)(DX*8), Y14 \
	VMOVUPD 128(SI)(DX*8), Y15 \
	VPXOR Y0, Y0, Y0 \
	VPXOR Y1, Y1, Y1 \
	VPXOR Y2, Y2, Y2 \
	VPXOR Y3, Y3, Y3 \
	VPXOR Y4, Y4, Y4 \
	XORQ BX, BX \
twenty: \
	VBROADCASTSD (SI)(BX*8), Y10 \
	VCMPPD $predicate, Y11, Y10, Y5 \
	VCMPPD $predicate, Y12, Y10, Y6 \
	VCMPPD $predicate, Y13, Y10, Y7 \
	VCMPPD $predicate, Y14, Y10, Y8 \
	VCMPPD $predicate, Y15, Y10, Y9 \
	VPSUBQ Y5, Y0, Y0 \
	VPSUBQ Y6, Y1, Y1 \
	VPSUBQ Y7, Y2, Y2 \
	VPSUBQ Y8, Y3, Y3 \
	VPSUBQ Y9, Y4, Y4 \
	INCQ BX \
	CMPQ BX, CX \
	JLT twenty \
	STORE(Y11, Y0, X0, (DI)(DX*4)) \
	STORE(Y12, Y1, X1, 16(DI)(DX*4)) \
	STORE(Y13, Y2, X2, 32(DI)(DX*4)) \
	STORE(Y14, Y3, X3, 48(DI)(DX*4)) \
	STORE(Y15, Y4, X4, 64(DI)(DX*4)) \
	ADDQ $20, DX \
	JMP twenties \
four: \
	CMPQ DX, CX \
	JGE done \
	LEAQ 4(DX), AX \
	CMPQ AX, CX \
	JLE last \
	LEAQ -4(CX), DX \
last: \
	VMOVUPD (SI)(DX*8), Y11 \
	VPXOR Y0, Y0, Y0 \
	XORQ BX, BX \
fourAgain: \
	VBROADCASTSD (SI)(BX*8), Y10 \
	AGAINST(predicate, Y11, Y0) \
	INCQ BX \
	CMPQ BX, CX \
	JLT fourAgain \
	STORE(Y11, Y0, X0, (DI)(DX*4)) \
	ADDQ $4, DX \
	JMP four \
done: \
	VZEROUPPER

// The last four of a column whose length is no multiple of four are those that end
// it: some are counted twice, with the same result.

// func smallerAVX2(dst *int32, x *float64, n int)
TEXT ·smallerAVX2(SB), NOSPLIT, $0-24
	COUNT(17, smallerTwenties, smallerTwenty, smallerFour, smallerLast, smallerAgain, smallerDone)
	RET

// func largerAVX2(dst *int32, x *float64, n int)
TEXT ·largerAVX2(SB), NOSPLIT, $0-24
	COUNT(30, largerTwenties, largerTwenty, largerFour, largerLast, largerAgain, largerDone)
	RET
