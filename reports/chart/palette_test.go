package chart

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func channels(t *testing.T, hex string) [3]float64 {
	t.Helper()
	var r, g, b int
	if _, err := fmt.Sscanf(hex, "#%02X%02X%02X", &r, &g, &b); err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	var out [3]float64
	for i, v := range []int{r, g, b} {
		c := float64(v) / 255
		if c <= 0.04045 {
			out[i] = c / 12.92
		} else {
			out[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return out
}

// contrast of WCAG 2.2.
func contrastOf(t *testing.T, a, b string) float64 {
	lum := func(hex string) float64 {
		c := channels(t, hex)
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := lum(a), lum(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func themes() map[string]map[role]string {
	out := map[string]map[role]string{"light": {}, "dark": {}, "print": {}}
	for _, c := range Palette() {
		out["light"][role(c.Name)], out["dark"][role(c.Name)], out["print"][role(c.Name)] = c.Light, c.Dark, c.Print
	}
	return out
}

func TestContrast(t *testing.T) {
	for name, theme := range themes() {
		need := func(front, back role, least float64) {
			t.Helper()
			if got := contrastOf(t, theme[front], theme[back]); got < least {
				t.Errorf("%s: %s on %s has contrast %.2f, needs %.1f", name, front, back, got, least)
			}
		}
		for _, front := range []role{main1, contrast, third, fourth, neutral, median, ink, ink2} {
			need(front, paper, 4.5)
		}
		need(axisLine, paper, 3)
		for class := 1; class <= classes; class++ {
			fill, text := seqRoles(class)
			need(text, fill, 4.5)
		}
	}
}

// Colour-vision deficiency after Machado, Oliveira and Fernandes (2009), severity 1.
var deficiencies = map[string][3][3]float64{
	"none":   {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func lab(c [3]float64) [3]float64 {
	xyz := [3]float64{
		(0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047,
		0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2],
		(0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883,
	}
	for i, v := range xyz {
		if v > 216.0/24389 {
			xyz[i] = math.Cbrt(v)
		} else {
			xyz[i] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

func TestColoursDifferForEveryEye(t *testing.T) {
	named := append(namedColours(), neutral)
	for name, theme := range themes() {
		for eye, m := range deficiencies {
			seen := func(r role) [3]float64 {
				c := channels(t, theme[r])
				var out [3]float64
				for i := range m {
					out[i] = math.Min(1, math.Max(0, m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2]))
				}
				return lab(out)
			}
			for i, a := range named {
				for _, b := range named[:i] {
					x, y := seen(a), seen(b)
					if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < 20 {
						t.Errorf("%s, %s: %s and %s are %.1f apart, need 20", name, eye, a, b, d)
					}
				}
			}
		}
	}
}

// TestSequentialColoursRise: each class is further from the paper than the one before.
func TestSequentialColoursRise(t *testing.T) {
	for name, theme := range themes() {
		before := 1.0
		for _, r := range []role{seq1, seq2, seq3, seq4, seq5} {
			got := contrastOf(t, theme[r], theme[paper])
			if got <= before {
				t.Errorf("%s: %s has contrast %.2f to paper, the class before %.2f", name, r, got, before)
			}
			before = got
		}
	}
}

func TestSentinelsAreUnique(t *testing.T) {
	var all []string
	for _, c := range Palette() {
		all = append(all, role(c.Name).sentinel())
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != len(Palette()) {
		t.Errorf("two roles share a sentinel: %v", all)
	}
	if len(variables()) != len(Palette()) {
		t.Error("not every sentinel has a variable")
	}
}
