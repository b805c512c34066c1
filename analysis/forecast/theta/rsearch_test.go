package theta

import (
	"math"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// minusTwoLogLik is what R ets() minimises.
func minusTwoLogLik(sse float64, n int) float64 { return float64(n) * math.Log(sse) }

// AT-32: ETS(A,N,N) on Nile, R forecast 8.20; the reference has 8 digits.
func TestNile(t *testing.T) {
	nile := reference.Agree(t)["Nile"].Train
	s := smoothAsR(nile, make([]float64, len(nile)), minusTwoLogLik)
	const z = 1.959963984540054
	for name, pair := range map[string][2]float64{
		"alpha": {s.alpha, 0.24553386}, "l0": {s.first, 1110.68686}, "h=1": {s.level, 805.38128},
		"lower": {s.level - z*s.sigma, 522.69222}, "upper": {s.level + z*s.sigma, 1088.0703},
	} {
		if math.Abs(pair[0]/pair[1]-1) > 1e-7 {
			t.Errorf("%s: got %.8f, want %.8f", name, pair[0], pair[1])
		}
	}
}
