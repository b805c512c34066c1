package tomlfile

import (
	"errors"
	"strings"
	"testing"
)

type target struct {
	Name  string `toml:"name"`
	Count int    `toml:"count"`
	Inner struct {
		On bool `toml:"on"`
	} `toml:"inner"`
}

func TestDecode(t *testing.T) {
	var got target
	if err := Decode("a.toml", []byte("name = \"x\"\ncount = 3\n[inner]\non = true\n"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "x" || got.Count != 3 || !got.Inner.On {
		t.Errorf("decoded %+v, want x, 3, true", got)
	}
}

func TestDecode_reports_every_mistake(t *testing.T) {
	cases := []struct {
		name, in string
		want     []string
	}{
		{"two unknown fields", "nome = \"x\"\nname = \"y\"\n[inner]\noff = true\n",
			[]string{"a.toml:1: nome: unknown field", "a.toml:4: inner.off: unknown field"}},
		{"wrong type", "name = \"x\"\ncount = \"three\"\n", []string{"a.toml:2: "}},
		{"bare word", "name = \"x\"\ncount = NO\n", []string{"a.toml:2: "}},
		{"cut", "name = \"x", []string{"a.toml:1: "}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got target
			err := Decode("a.toml", []byte(c.in), &got)
			if err == nil {
				t.Fatalf("Decode(%q) = nil, want an error", c.in)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Decode(%q) = %q, want it to say %q", c.in, err, want)
				}
			}
			var one *Error
			if !errors.As(err, &one) || one.File != "a.toml" {
				t.Errorf("Decode(%q) = %v, want an *Error that names the file", c.in, err)
			}
		})
	}
}
