package edition

import (
	"testing"
	"time"
)

func TestNextRelease(t *testing.T) {
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	declared := []time.Time{day("2027-01-22"), day("2026-12-18"), day("2026-11-20")}
	for _, c := range []struct {
		asOf, want string
		calendar   []time.Time
	}{
		{"2026-11-20", "2026-12-20", nil},
		{"2026-12-31", "2027-01-20", nil},
		{"2026-11-20", "2026-12-18", declared}, // the day itself is past
		{"2026-12-18", "2027-01-22", declared},
		{"2027-01-22", "2027-02-20", declared}, // none left: the rule
	} {
		if got := nextRelease(day(c.asOf), c.calendar...); !got.Equal(day(c.want)) {
			t.Errorf("as of %s with %d days declared: %s, want %s", c.asOf, len(c.calendar), got.Format(time.DateOnly), c.want)
		}
	}
}

func TestBibText(t *testing.T) {
	const in = `A {b} 50% & c_d $1 #2 ~ ^ \end`
	const want = `A \{b\} 50\% \& c\_d \$1 \#2 \textasciitilde{} \textasciicircum{} \textbackslash{}end`
	if got := bibText(in); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
