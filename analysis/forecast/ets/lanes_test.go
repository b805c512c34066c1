//go:build amd64

package ets

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestLanesAgree: the wide instructions give the bits of the plain loops, and
// both the likelihood of the tape, for every form and odd lengths too.
func TestLanesAgree(t *testing.T) {
	if !wide {
		t.Skip("this processor has no wide instructions")
	}
	defer func() { wide = true }()
	rng := rand.New(rand.NewPCG(5, 6))
	for _, f := range forms {
		for _, size := range [][2]int{{7, 4}, {16, 2}, {48, 4}, {49, 12}, {126, 12}} {
			n, m := size[0], size[1]
			if f.Season == None {
				m = 0
			}
			agree(t, f, n, m, rng)
		}
	}
}

// agree compares the two for a drawn series and eight drawn points.
func agree(t *testing.T, f Form, n, m int, rng *rand.Rand) {
	t.Helper()
	y, season := make([]float64, n), make([]float64, m)
	for i := range y {
		y[i] = 1 + 0.005*float64(i) + 0.1*rng.NormFloat64()
	}
	for j := range season {
		season[j] = 0.1 * rng.NormFloat64()
		if f.Season == Mul {
			season[j]++
		}
	}
	var b [2]newton
	var points [lanes]point
	b[0].grow(n, m)
	b[1].grow(n, m)
	for lane := range lanes {
		x := free{rng.Float64(), rng.Float64(), rng.Float64(), rng.Float64(), 0.9 + 0.1*rng.Float64(), 0.01 * rng.Float64()}
		points[lane] = f.point(&x)
		points[lane].season = season
		b[0].set(lane, f, &x)
		b[1].set(lane, f, &x)
	}
	for i := range b {
		wide = i == 0
		b[i].run(f, y, season)
		b[i].values(f, lanes)
		b[i].gramTo(&b[i].grams, 7)
	}
	for lane := range lanes {
		if math.Float64bits(b[0].j[lane]) != math.Float64bits(b[1].j[lane]) {
			t.Errorf("%s, %d values, lane %d: %v wide, %v narrow", f, n, lane, b[0].j[lane], b[1].j[lane])
		}
		var w tape
		w.grow(n, m)
		want := w.run(f, y, &points[lane])
		if f.Error == Mul && !(b[0].lowest[lane] > 0) {
			want = math.Inf(1)
		}
		if got := b[0].j[lane]; got != want && !(math.Abs(got-want) <= 1e-9*(1+math.Abs(want))) {
			t.Errorf("%s, %d values, lane %d: %v, the tape has %v", f, n, lane, got, want)
		}
	}
	for i := range 7 {
		for j := range i + 1 {
			if math.Float64bits(b[0].grams[i][j]) != math.Float64bits(b[1].grams[i][j]) {
				t.Errorf("%s, %d values: product of lanes %d and %d is %v wide, %v narrow", f, n, i, j, b[0].grams[i][j], b[1].grams[i][j])
			}
		}
	}
}

// TestVanishingProducts: where the product of sixteen forecasts leaves the range
// of numbers a lane is refused; the others have the likelihood of the tape.
func TestVanishingProducts(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = 1e-30 * (1 + 0.1*math.Sin(float64(i)))
	}
	y[59] = 1
	form := Form{Mul, None, None, false}
	var b newton
	b.grow(len(y), 0)
	for lane := range lanes {
		b.set(lane, form, &free{float64(lane) / 7, 0, 0, 0, 1e-3})
	}
	b.run(form, y, nil)
	b.values(form, lanes)
	refused := 0
	for lane, got := range b.j {
		if math.IsInf(got, 1) {
			refused++
			continue
		}
		var w tape
		w.grow(len(y), 0)
		p := form.point(&free{float64(lane) / 7, 0, 0, 0, 1e-3})
		if want := w.run(form, y, &p); math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("lane %d: %v, the tape has %v", lane, got, want)
		}
	}
	if refused == 0 || refused == lanes {
		t.Errorf("%d of %d lanes refused", refused, lanes)
	}
}
