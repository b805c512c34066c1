//go:build !amd64

package lanes

import "math"

func rangeWide([]float64) (int, float64, float64, int) { return 0, math.Inf(1), math.Inf(-1), 0 }

func mapWide(_, _ []float64, _, _, _ float64) int { return 0 }

func mediansWide(_, _, _ []float64, _ float64) int { return 0 }

func duelsWide(_, _, _ []float64, _ float64, _ []float64) bool { return false }

func beforeWide([]uint32, []int32) int { return 0 }

func perturbWide(_, _, _, _ []float64, _, _ float64) int { return 0 }

func shiftWide(_, _, _ []float64, _, _ float64) int { return 0 }

func takeWide(_, _, _, _ []float64) int { return 0 }

func sumWide([]float64, *[4]float64, *int) int { return 0 }

func powersWide([]float64, float64, *[3][4]float64) int { return 0 }
