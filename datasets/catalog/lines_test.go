package catalog

import "testing"

func TestScanLines(t *testing.T) {
	const toml = `# a comment
id = "x"          # 2
title.it = "a = b [c]"

[citation]
it = "one"

[[layout]]
id = "first"
column = [
  { words = ["a", "]"], indicator = "i" },
  # a comment with { and [
  { words = ["b"] },
]
after = 1

[[layout]]
id = "second"

[[break]]
[break.what]
it = "what"
`
	index := scanLines([]byte(toml))
	want := map[string]int{"id": 2, "title.it": 3, "citation": 5, "citation.it": 6, "layout[0]": 8, "layout[0].id": 9,
		"layout[0].column": 10, "layout[0].column[0]": 11, "layout[0].column[1]": 13, "layout[0].after": 15,
		"layout[1]": 17, "layout[1].id": 18, "break[0]": 20, "break[0].what.it": 22}
	for path, line := range want {
		if index[path] != line {
			t.Errorf("%s is on line %d, want %d", path, index[path], line)
		}
	}
	at := place{text: &text{data: []byte(toml)}}
	for field, line := range map[string]int{"layout[0].column[1].indicator": 13, "layout[1].row_list": 17, "break[0].what.en": 21, "nothing": 2} {
		if got := at.line(field); got != line {
			t.Errorf("missing field %s is reported on line %d, want %d", field, got, line)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
