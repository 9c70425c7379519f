//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// What strideGo does, with everything that changes at every step in registers. SI is the walker. Every lane has four
// registers: its accumulator, its place, the bits that come next, and the table for them. CX and DX are for whoever
// has its turn.

#define LANE(i, field) (walker_lanes + i*lane__size + field)(SI)
#define FOUND(i, place) (walker_lanes + i*lane__size + lane_found)(SI)(place*4)

// FILL moves to the byte in which the position lies and takes at least 57 bits from there.
#define FILL(i, acc, place, word, table) \
	MOVQ   acc, DX                 \
	SHRQ   $3, DX                  \
	ANDQ   $15, DX                 \
	ADDQ   LANE(i, lane_p), DX     \
	MOVQ   DX, LANE(i, lane_p)     \
	CMPQ   DX, walker_limit(SI)    \
	JHI    done                    \
	MOVQ   walker_data(SI), word   \
	MOVQ   (word)(DX*1), word      \
	BSWAPQ word                    \
	SHLQ   $3, DX                  \
	MOVQ   DX, LANE(i, lane_bit)   \
	ANDQ   $~0x78, acc             \
	MOVQ   acc, CX                 \
	SHLQ   CX, word                \
	MOVQ   acc, LANE(i, lane_acc)  \
	MOVQ   place, LANE(i, lane_place)

// STEP looks up one entry. The entry's sign, set where the block goes on, chooses the next table, clears the
// coefficients or does not, and moves the place or does not.
#define STEP(i, acc, place, word, table) \
	MOVQ    word, DX                                     \
	SHRQ    $const_lookShift, DX                         \
	ADDQ    table, DX                                    \
	MOVWQSX (walker_tables+lookup_walk)(SI)(DX*2), CX    \
	MOVQ    walker_rest(SI)(place*8), table              \
	SHLQ    CX, word                                     \
	ADDQ    CX, acc                                      \
	SARQ    $63, CX                                      \
	CMOVQPL walker_after(SI)(place*8), table             \
	MOVQ    CX, DX                                       \
	ORQ     $(const_countMask+const_exception), DX       \
	ANDQ    DX, acc                                      \
	MOVQ    LANE(i, lane_bit), DX                        \
	ADDQ    acc, DX                                      \
	MOVL    DX, FOUND(i, place)                          \
	LEAQ    1(place)(CX*1), place

#define STEPS \
	STEP(0, R8, R9, R10, R11) \
	STEP(1, R12, R13, AX, BX) \
	STEP(2, R14, R15, DI, BP)

// func strideLanes(w *walker)
TEXT ·strideLanes(SB), NOSPLIT, $8-8
	MOVQ w+0(FP), SI
	MOVQ LANE(0, lane_acc), R8
	MOVQ LANE(0, lane_place), R9
	MOVQ LANE(0, lane_table), R11
	MOVQ LANE(1, lane_acc), R12
	MOVQ LANE(1, lane_place), R13
	MOVQ LANE(1, lane_table), BX
	MOVQ LANE(2, lane_acc), R14
	MOVQ LANE(2, lane_place), R15
	MOVQ LANE(2, lane_table), BP

loop:
	FILL(0, R8, R9, R10, R11)
	FILL(1, R12, R13, AX, BX)
	FILL(2, R14, R15, DI, BP)
	STEPS
	STEPS
	STEPS
	MOVQ  R8, DX
	ORQ   R12, DX
	ORQ   R14, DX
	TESTL $const_exception, DX
	JNE   done
	MOVQ  R9, DX
	ORQ   R13, DX
	ORQ   R15, DX
	TESTL $const_fullPlace, DX
	JEQ   loop

done:
	MOVQ R8, LANE(0, lane_newAcc)
	MOVQ R9, LANE(0, lane_newPlace)
	MOVQ R11, LANE(0, lane_table)
	MOVQ R12, LANE(1, lane_newAcc)
	MOVQ R13, LANE(1, lane_newPlace)
	MOVQ BX, LANE(1, lane_table)
	MOVQ R14, LANE(2, lane_newAcc)
	MOVQ R15, LANE(2, lane_newPlace)
	MOVQ BP, LANE(2, lane_table)
	RET
