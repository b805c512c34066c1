package chart

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// FontFamily is the stack the page sets for drawings. Its fonts are no wider than
// the table labels are measured with; a wider font would push labels over the edge.
const FontFamily = `"Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif`

// Style is what every drawing leaves to the style sheet of its page: the font, and of
// labels what hundreds of them would say alike: they stand on their middle line, and
// over lines they have an edge of paper.
const Style = ".chart{font-family:" + FontFamily + "}.chart text{dominant-baseline:central}" +
	".chart .halo{stroke:var(--paper);stroke-width:3;paint-order:stroke;stroke-miterlimit:2}"

// role is what a colour means in a drawing; drawings know roles, themes know colours.
type role string

// The roles. Colours 1 to 5 keep their meaning over all editions.
const (
	main1    role = "c1" // need, Italy
	contrast role = "c2" // supply, the region
	third    role = "c3"
	fourth   role = "c4"
	neutral  role = "c5"
	median   role = "median"
	ink      role = "ink"
	ink2     role = "ink-2"
	grid     role = "grid"
	axisLine role = "axis"
	paper    role = "paper"
	seq1     role = "s1"
	seq2     role = "s2"
	seq3     role = "s3"
	seq4     role = "s4"
	seq5     role = "s5"
	seqInk1  role = "s1-ink"
	seqInk2  role = "s2-ink"
	seqInk3  role = "s3-ink"
	seqInk4  role = "s4-ink"
	seqInk5  role = "s5-ink"
	noColour role = "none"
)

// Colour is one CSS variable of the drawings with its value in each theme.
type Colour struct {
	Name               string // of the variable: --Name
	Light, Dark, Print string
}

// Palette lists the CSS variables that drawings use, in a fixed order. A page must
// define each of them for light, dark and print. Contrast is tested: 4.5 for what
// carries text, 3 for marks against paper, and the ink of each sequential colour
// 4.5 against it. Print is always light.
func Palette() []Colour {
	same := func(name role, light, dark string) Colour {
		return Colour{Name: string(name), Light: light, Dark: dark, Print: light}
	}
	return []Colour{
		same(main1, "#3770D0", "#367EE0"),
		same(contrast, "#BB5C06", "#D2651E"),
		same(third, "#054834", "#7AFACA"),
		same(fourth, "#7D1376", "#F8A2EA"),
		same(neutral, "#72767F", "#848486"),
		same(median, "#173F87", "#9CC2FF"),
		same(ink, "#1B1F24", "#E6E8EB"),
		same(ink2, "#555B66", "#A9B0BA"),
		same(grid, "#D9DCE1", "#3A414B"),
		same(axisLine, "#8A9099", "#6E7682"),
		same(paper, "#FFFFFF", "#12161C"),
		// In the dark theme a high value is light: far from the paper, as in the light theme.
		same(seq1, "#DCE8FA", "#1C2C45"),
		same(seq2, "#A9C6F2", "#254571"),
		same(seq3, "#6F9DE4", "#2F61A8"),
		same(seq4, "#3770D0", "#8DB5F5"),
		same(seq5, "#173F87", "#D3E3FC"),
		same(seqInk1, "#1B1F24", "#E6E8EB"),
		same(seqInk2, "#1B1F24", "#E6E8EB"),
		same(seqInk3, "#1B1F24", "#FFFFFF"),
		same(seqInk4, "#FFFFFF", "#12161C"),
		same(seqInk5, "#FFFFFF", "#12161C"),
	}
}

// seqRoles are the colour and the ink of a class from 1 to 5.
func seqRoles(class int) (fill, text role) {
	fills := [...]role{seq1, seq2, seq3, seq4, seq5}
	inks := [...]role{seqInk1, seqInk2, seqInk3, seqInk4, seqInk5}
	return fills[class-1], inks[class-1]
}

// namedColours are the colours of named lines and parts, in order.
func namedColours() []role { return []role{main1, contrast, third, fourth} }

// dashes differ for each named line, so that colour is never alone.
func dashes() [][]float64 { return [][]float64{nil, {6, 3}, {2, 2}, {10, 3, 2, 3}} }

// sentinel is the colour a role is drawn with; the finished drawing holds the CSS
// variable in its place. No two roles share one.
func (r role) sentinel() string {
	if r == noColour || r == "" {
		return "none"
	}
	s, ok := sentinels()[r]
	if !ok {
		panic("chart: role " + string(r) + " is not in the palette")
	}
	return s
}

// sentinelOf is the sentinel of a role in a series, from 1; 0: in none. It differs from
// series to series, so that the finished drawing knows what belongs to which.
func (r role) sentinelOf(series int) string {
	s := r.sentinel()
	if series == 0 || s == "none" {
		return s
	}
	return fmt.Sprintf("%s%02x%s", s[:3], series, s[5:])
}

// seriesOf takes the series out of a sentinel: 0 where there is none.
func seriesOf(colour string) (sentinel string, series int) {
	if len(colour) != 7 || !strings.HasPrefix(colour, "#fe") {
		return colour, 0
	}
	n, err := strconv.ParseUint(colour[3:5], 16, 8)
	if err != nil {
		return colour, 0
	}
	return colour[:3] + "00" + colour[5:], int(n)
}

// sentinels are the colours of the roles by their place in the palette. They are
// looked up for every label and mark of a site, so they are worked out once.
var sentinels = sync.OnceValue(func() map[role]string {
	all := map[role]string{}
	for i, c := range Palette() {
		all[role(c.Name)] = fmt.Sprintf("#fe00%02x", i+1)
	}
	return all
})

// variables maps each sentinel to its CSS variable; it is not to be changed.
var variables = sync.OnceValue(func() map[string]string {
	vars := map[string]string{}
	for r, s := range sentinels() {
		vars[s] = "var(--" + string(r) + ")"
	}
	return vars
})
