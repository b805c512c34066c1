#include "textflag.h"

DATA bits<>+0(SB)/8, $0x7fffffffffffffff // all but the sign
DATA bits<>+8(SB)/8, $0x000fffffffffffff // behind the point
DATA bits<>+16(SB)/8, $0x0010000000000000 // the one before it
DATA bits<>+24(SB)/8, $1075 // exponent of a whole number whose last bit is one
GLOBL bits<>(SB), RODATA|NOPTR, $32

// adds the four lanes of Y0 to AX
#define TOGETHER \
	VEXTRACTI128 $1, Y0, X1 \
	VPADDQ X1, X0, X0 \
	VPSRLDQ $8, X0, X1 \
	VPADDQ X1, X0, X0 \
	VMOVQ X0, AX

// func largestAVX2(x *float64, n int, middle float64, largest *float64) int
TEXT ·largestAVX2(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ largest+24(FP), DI
	VBROADCASTSD middle+16(FP), Y8
	VBROADCASTSD bits<>+0(SB), Y9
	VPXOR Y0, Y0, Y0 // how many
	VXORPD Y7, Y7, Y7 // the largest
	XORQ DX, DX
largest:
	VMOVUPD (SI)(DX*8), Y2
	VCMPPD $7, Y2, Y2, Y3
	VSUBPD Y8, Y2, Y2
	VANDPD Y9, Y2, Y2
	VMAXPD Y7, Y2, Y7 // where one is missing, the second source: the largest
	VPSUBQ Y3, Y0, Y0
	ADDQ $4, DX
	CMPQ DX, CX
	JLT largest
	VEXTRACTF128 $1, Y7, X2
	VMAXPD X2, X7, X7
	VPERMILPD $1, X7, X2
	VMAXPD X2, X7, X7
	VMOVSD X7, (DI)
	TOGETHER
	MOVQ AX, ret+32(FP)
	VZEROUPPER
	RET

// adds the whole parts of Y2 to Y0, of what Y3 says is not missing: the bits behind
// the point with the one before it, shifted by the exponent; a shift by 64 or more,
// and so by what is less than nothing, leaves nothing.
#define WHOLE \
	VPAND Y8, Y2, Y4 \
	VPSRLQ $52, Y4, Y5 \
	VPAND Y9, Y4, Y4 \
	VPOR Y10, Y4, Y4 \
	VPSUBQ Y11, Y5, Y6 \
	VPSUBQ Y5, Y11, Y5 \
	VPSLLVQ Y6, Y4, Y6 \
	VPSRLVQ Y5, Y4, Y4 \
	VPOR Y6, Y4, Y4 \
	VPCMPGTQ Y2, Y12, Y5 \
	VPXOR Y5, Y4, Y4 \
	VPSUBQ Y5, Y4, Y4 \
	VPAND Y3, Y4, Y4 \
	VPADDQ Y4, Y0, Y0

#define BITS \
	VBROADCASTSD bits<>+0(SB), Y8 \
	VBROADCASTSD bits<>+8(SB), Y9 \
	VBROADCASTSD bits<>+16(SB), Y10 \
	VBROADCASTSD bits<>+24(SB), Y11 \
	VPXOR Y12, Y12, Y12 \
	VPXOR Y0, Y0, Y0 \
	XORQ DX, DX

// func wholesAVX2(x *float64, n int, scale float64) int64
TEXT ·wholesAVX2(SB), NOSPLIT, $0-32
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSD scale+16(FP), Y13
	BITS
wholes:
	VMOVUPD (SI)(DX*8), Y2
	VCMPPD $7, Y2, Y2, Y3
	VMULPD Y13, Y2, Y2
	WHOLE
	ADDQ $4, DX
	CMPQ DX, CX
	JLT wholes
	TOGETHER
	MOVQ AX, ret+24(FP)
	VZEROUPPER
	RET

// func squaresAVX2(x *float64, n int, middle, scale float64) int64
TEXT ·squaresAVX2(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSD middle+16(FP), Y14
	VBROADCASTSD scale+24(FP), Y13
	BITS
squares:
	VMOVUPD (SI)(DX*8), Y2
	VCMPPD $7, Y2, Y2, Y3
	VSUBPD Y14, Y2, Y2
	VMULPD Y2, Y2, Y2
	VMULPD Y13, Y2, Y2
	WHOLE
	ADDQ $4, DX
	CMPQ DX, CX
	JLT squares
	TOGETHER
	MOVQ AX, ret+32(FP)
	VZEROUPPER
	RET
