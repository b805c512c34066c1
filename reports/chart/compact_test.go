package chart

import (
	"bytes"
	"strings"
	"testing"
)

// TestCompact says what becomes one element and what must not.
func TestCompact(t *testing.T) {
	const blue, grey, white = `fill="var(--s1)"`, `fill="none" stroke="var(--grid)"`, ` stroke="var(--paper)" stroke-width="2"`
	for name, c := range map[string]struct{ in, want string }{
		"lines of a grid": {
			`<path d="M0 5L100 5" ` + grey + `/><polyline points="0 15 100 15" ` + grey + `/>`,
			`<path d="M0 5H100M0 15H100" ` + grey + `/>`,
		},
		"a thicker one stays": {
			`<path d="M0 5L100 5" ` + grey + `/><path d="M0 15L100 15" ` + grey + ` stroke-width="2"/>`,
			`<path d="M0 5L100 5" ` + grey + `/><path d="M0 15L100 15" ` + grey + ` stroke-width="2"/>`,
		},
		"one of another series stays": {
			`<path d="M0 5L100 5" ` + grey + `/><path d="M0 15L100 15" ` + grey + ` data-s="2"/>`,
			`<path d="M0 5L100 5" ` + grey + `/><path d="M0 15L100 15" ` + grey + ` data-s="2"/>`,
		},
		"cells past a cell of another colour, less their edge of paper": {
			`<path d="M0 0l20 0l0 10l-20 0Z" ` + blue + white + `/><path d="M20 0l20 0l0 10l-20 0Z" fill="var(--s2)"` + white + `/><path d="M40 0l20 0l0 10l-20.1 0Z" ` + blue + white + `/>`,
			`<path d="M1 1h18v8h-18zM41 1h18v8h-18z" ` + blue + `/><path d="M21 1h18v8h-18z" fill="var(--s2)"/>`,
		},
		"not under what lies between": {
			`<circle cx="5" cy="5" r="4" ` + blue + `/><circle cx="25" cy="5" r="4" fill="var(--s2)"/><circle cx="27" cy="5" r="4" ` + blue + `/>`,
			`<circle cx="5" cy="5" r="4" ` + blue + `/><circle cx="25" cy="5" r="4" fill="var(--s2)"/><circle cx="27" cy="5" r="4" ` + blue + `/>`,
		},
		"filled ones that overlap stay two": {
			`<circle cx="5" cy="5" r="4" ` + blue + white + `/><circle cx="8" cy="5" r="4" ` + blue + white + `/>`,
			`<circle cx="5" cy="5" r="4" ` + blue + white + `/><circle cx="8" cy="5" r="4" ` + blue + white + `/>`,
		},
		"edges count": {
			`<circle cx="5" cy="5" r="4" ` + blue + white + `/><circle cx="14" cy="5" r="4" ` + blue + white + `/>`,
			`<circle cx="5" cy="5" r="4" ` + blue + white + `/><circle cx="14" cy="5" r="4" ` + blue + white + `/>`,
		},
		"not past a text": {
			`<path d="M0 5L9 5" ` + grey + `/><text x="50" y="50">a</text><path d="M0 15L9 15" ` + grey + `/>`,
			`<path d="M0 5L9 5" ` + grey + `/><text x="50" y="50">a</text><path d="M0 15L9 15" ` + grey + `/>`,
		},
		"groups that say nothing are opened, others not": {
			`<g><path d="M0 5L9 5" ` + grey + `/></g><g data-s="1"><path d="M0 15L9 15" ` + grey + `/></g>`,
			`<path d="M0 5L9 5" ` + grey + `/><g data-s="1"><path d="M0 15L9 15" ` + grey + `/></g>`,
		},
		"dots of the engine": {
			`<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(5,0,0,5,45.76,64.5)" ` + blue + ` stroke="var(--paper)" stroke-width="0.2"/>` +
				`<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(5,0,0,5,65,64.5)" ` + blue + ` stroke="var(--paper)" stroke-width="0.2"/>`,
			`<path d="M40.76 64.5a5 5 0 1 0 10 0a5 5 0 1 0 -10 0zM60 64.5a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z" ` + blue + ` stroke="var(--paper)"/>`,
		},
		"curves and other transforms are left alone": {
			`<path d="M0 0C1 1 2 2 3 3" ` + grey + `/><path d="M0 0L1 1" transform="rotate(3)" ` + grey + `/><path d="M0 0L1 1" transform="rotate(3)" ` + grey + `/>`,
			`<path d="M0 0C1 1 2 2 3 3" ` + grey + `/><path d="M0 0L1 1" transform="rotate(3)" ` + grey + `/><path d="M0 0L1 1" transform="rotate(3)" ` + grey + `/>`,
		},
	} {
		root, err := parse([]byte("<svg>" + c.in + "</svg>"))
		if err != nil {
			t.Fatal(err)
		}
		root.children = compact(root.children)
		var b bytes.Buffer
		write(&b, root)
		if got := strings.TrimSuffix(strings.TrimPrefix(b.String(), "<svg>"), "</svg>"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestStraight refuses what is no path of straight lines.
func TestStraight(t *testing.T) {
	for _, d := range []string{"", "L1 1", "M1", "M1 x", "M0 0L1", "M0 0Q1 1 2 2", "M0 0a1 1 0 0 1 1 1", "M0 0L1 1Z2 2", "m1 1l1 1", "Z"} {
		if lines, ok := straight(d); ok {
			t.Errorf("%q is read as %v", d, lines)
		}
	}
	lines, ok := straight("M1 2L3 4 5-6h.5v-1.5H0V0lM7 8l1 1Z")
	if ok {
		t.Errorf("a command without numbers is read as %v", lines)
	}
	lines, ok = straight("M1 2L3 4 5-6h.5v-1.5H0V0M7 8l1 1l1 0Z")
	want := "M1 2L3 4L5 -6H5.5V-7.5H0V0M7 8L8 9H9z"
	var got string
	for _, l := range lines {
		got += l.data()
	}
	if !ok || got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
