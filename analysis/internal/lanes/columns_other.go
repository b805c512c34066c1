//go:build !amd64

package lanes

func withinWide([]float64, float64, float64) (int, bool) { return 0, true }

func standardiseWide(_, _ []float64, _, _, _ float64) int { return 0 }

func standardiseByWide(_, _, _, _ []float64) int { return 0 }

func ratioWide(_, _, _ []float64) int { return 0 }

func weighWide(_, _, _, _ []float64, _ float64) int { return 0 }

func countFromWide([]int8, []float64, float64) int { return 0 }

func countToWide([]int8, []float64, float64) int { return 0 }

func stepsWide([]int8, []float64, []float64, int8, int8) int { return 0 }

func compareWide([]int8, []float64, []float64) int { return 0 }

func meetWide(_, _, _, _, _ []float64) int { return 0 }
