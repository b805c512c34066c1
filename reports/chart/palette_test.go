package chart

import (
	"math"
	"slices"
	"testing"
)

func contrastOf(t *testing.T, a, b string) float64 {
	t.Helper()
	c, err := ContrastRatio(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Values that others have published or that follow from the definition.
func TestContrastRatio(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#FFFFFF", 21}, {"#fff", "#ffffff", 1}, {"#777777", "#FFFFFF", 4.478}, {"#FFFFFF", "#767676", 4.542},
	} {
		if got := contrastOf(t, c.a, c.b); math.Abs(got-c.want) > 0.001 {
			t.Errorf("%s on %s: %.3f, want %.3f", c.a, c.b, got, c.want)
		}
	}
	for _, bad := range []string{"", "red", "#12345", "rgb(0 0 0)", "#1234567"} {
		if _, err := ContrastRatio(bad, "#fff"); err == nil {
			t.Errorf("%q passes for a colour", bad)
		}
	}
}

// Red and green of equal lightness are close to who lacks a kind of cone; black and
// white are 100 apart to everyone.
func TestEyeDistance(t *testing.T) {
	of := func(a, b string) float64 {
		d, err := EyeDistance(a, b)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := of("#000000", "#FFFFFF"); math.Abs(d-100) > 0.1 {
		t.Errorf("black and white are %.2f apart, want 100", d)
	}
	if d := of("#C04040", "#6B8000"); d >= 20 {
		t.Errorf("red and green are %.1f apart to the worst eye: the simulation does nothing", d)
	}
	if d := of("#3770D0", "#3770D0"); d != 0 {
		t.Errorf("a colour is %v from itself", d)
	}
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

func TestColoursDifferForEveryEye(t *testing.T) {
	named := append(namedColours(), neutral)
	for name, theme := range themes() {
		for i, a := range named {
			for _, b := range named[:i] {
				if d, err := EyeDistance(theme[a], theme[b]); err != nil || d < 20 {
					t.Errorf("%s: %s and %s are %.1f apart to the worst eye, need 20 (%v)", name, a, b, d, err)
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
