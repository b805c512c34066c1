package publish

import (
	"fmt"
	"maps"
	"regexp"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/page"
)

// Where the style sheet sets its colours, by theme. Print changes some of the light ones.
var themeBlocks = []struct {
	name string
	over string // the theme it starts from; empty: none
	form *regexp.Regexp
}{
	{"light", "", regexp.MustCompile(`(?m)^:root ?\{([^}]*)\}`)},
	{"dark", "light", regexp.MustCompile(`(?m)^:root\[data-theme="dark"\] ?\{([^}]*)\}`)},
	{"dark by the system", "light", regexp.MustCompile(`prefers-color-scheme: ?dark\) ?\{\s*:root:not\(\[data-theme="light"\]\) ?\{([^}]*)\}`)},
	{"print", "light", regexp.MustCompile(`@media print ?\{\s*:root,[^{]*\{([^}]*)\}`)},
}

var colourToken = regexp.MustCompile(`--([a-z0-9-]+): ?(#[0-9a-fA-F]{3,6})\b`)

// pairing is a colour on a ground, and the contrast it needs: 4.5 for text, 3 for parts
// of drawings, edges and marks (WCAG 2.2, 1.4.3 and 1.4.11).
type pairing struct {
	front, ground string
	least         float64
}

func pairings() []pairing {
	var out []pairing
	add := func(least float64, ground string, fronts ...string) {
		for _, f := range fronts {
			out = append(out, pairing{f, ground, least})
		}
	}
	for _, ground := range []string{"page", "tint", "panel"} {
		add(4.5, ground, "text", "soft", "link", "emphasis")
		add(3, ground, "contrast", "demo", "main")
	}
	add(4.5, "page", "main", "demo", "contrast")
	add(3, "page", "edge")
	add(4.5, "demo-back", "demo", "text", "link")
	add(4.5, "band", "band-text", "band-soft")
	add(4.5, "emphasis", "page") // the words of a button
	add(4.5, "text", "page")     // those beside the pointer
	add(4.5, "paper", "c1", "c2", "c3", "c4", "c5", "median", "ink", "ink-2")
	add(3, "paper", "axis")
	for class := 1; class <= 5; class++ {
		add(4.5, fmt.Sprintf("s%d", class), fmt.Sprintf("s%d-ink", class))
	}
	return out
}

// leastEyeDistance is how far the colours of drawings must be apart for every eye.
const leastEyeDistance = 20

// checkColours computes the contrast of every pair of colours that meet, and how far
// apart the colours of drawings are for every eye, in each theme of the style sheet.
func checkColours(f page.File) []Problem {
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{f.Path, element, rule, hint}) }
	themes := map[string]map[string]string{}
	for _, block := range themeBlocks {
		colours := maps.Clone(themes[block.over])
		if colours == nil {
			colours = map[string]string{}
		}
		found := block.form.FindAllSubmatch(f.Body, -1)
		if len(found) < 2 { // those of the drawings, and those of the pages
			add(block.name, "every theme sets the colours of drawings and pages", fmt.Sprintf("%d blocks set colours", len(found)))
			continue
		}
		for _, m := range found {
			for _, token := range colourToken.FindAllSubmatch(m[1], -1) {
				colours[string(token[1])] = string(token[2])
			}
		}
		themes[block.name] = colours
		for _, pair := range pairings() {
			ratio, err := chart.ContrastRatio(colours[pair.front], colours[pair.ground])
			if err != nil || ratio < pair.least {
				add(fmt.Sprintf("%s: --%s on --%s", block.name, pair.front, pair.ground), fmt.Sprintf("contrast of at least %v", pair.least), fmt.Sprintf("it is %.2f", ratio))
			}
		}
		for i := 1; i <= 5; i++ {
			for j := 1; j < i; j++ {
				a, b := fmt.Sprintf("c%d", i), fmt.Sprintf("c%d", j)
				if d, err := chart.EyeDistance(colours[a], colours[b]); err != nil || d < leastEyeDistance {
					add(fmt.Sprintf("%s: --%s and --%s", block.name, a, b), "every eye tells the colours of drawings apart", fmt.Sprintf("they are %.1f apart, need %d", d, leastEyeDistance))
				}
			}
		}
	}
	if !maps.Equal(themes["dark"], themes["dark by the system"]) {
		add("dark", "one dark theme, whoever asks for it", "the switch and the system set other colours")
	}
	return out
}
