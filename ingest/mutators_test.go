package ingest

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
)

// mutator damages a text. One that finds nothing to change gives it back as it is.
type mutator struct {
	name   string
	change func(rng *rand.Rand, f form, text []byte) []byte
}

// byteMutators is how many of the first mutators know nothing of the text.
const byteMutators = 7

var mutators = []mutator{
	{"set a byte", func(rng *rand.Rand, _ form, b []byte) []byte {
		return edit1(b, rng.IntN(len(b)), 1, []byte{byte(rng.IntN(256))})
	}},
	{"flip a bit", func(rng *rand.Rand, _ form, b []byte) []byte {
		at := rng.IntN(len(b))
		return edit1(b, at, 1, []byte{b[at] ^ 1<<rng.IntN(8)})
	}},
	{"insert a sign", func(rng *rand.Rand, _ form, b []byte) []byte {
		const signs = "\"',;\t\x00\xff:<>&/{}[]\\= -.9\r\n"
		return edit1(b, rng.IntN(len(b)), 0, []byte{signs[rng.IntN(len(signs))]})
	}},
	{"delete bytes", func(rng *rand.Rand, _ form, b []byte) []byte {
		at := rng.IntN(len(b))
		return edit1(b, at, min(1+rng.IntN(60), len(b)-at), nil)
	}},
	{"repeat bytes", func(rng *rand.Rand, _ form, b []byte) []byte {
		at := rng.IntN(len(b))
		end := min(at+1+rng.IntN(60), len(b))
		return edit1(b, end, 0, b[at:end])
	}},
	{"garbage", func(rng *rand.Rand, _ form, b []byte) []byte {
		run := make([]byte, 1+rng.IntN(16))
		for i := range run {
			run[i] = byte(rng.IntN(256))
		}
		return edit1(b, rng.IntN(len(b)), 0, run)
	}},
	{"cut the end", func(rng *rand.Rand, _ form, b []byte) []byte { return b[:rng.IntN(len(b))] }},

	{"swap a separator", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.separators().FindAllIndex(b, -1))
		others := []byte(",;\t|:")
		return edit1(b, at[0], at[1]-at[0], others[rng.IntN(len(others)):][:1])
	}},
	{"swap all separators", func(rng *rand.Rand, f form, b []byte) []byte {
		sign := map[string]string{"xml": `"`, "json": ":"}[f.kind]
		if sign == "" {
			sign = string(f.separator)
		}
		return bytes.ReplaceAll(b, []byte(sign), []byte(string(";,\t|"[rng.IntN(4)])))
	}},
	{"drop a field", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.fields().FindAllIndex(b, -1))
		return edit1(b, at[0], at[1]-at[0], nil)
	}},
	{"empty a field", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.values().FindAllSubmatchIndex(b, -1))
		return edit1(b, at[0], at[1]-at[0], nil)
	}},
	{"move the header", moveHeader},
	{"scale a number", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.numbers().FindAllSubmatchIndex(b, -1))
		from, to := at[0], at[1]
		number := string(b[from:to])
		scaled := []string{number + "000", number + ".5", "1." + number, number + "e3", "-" + number, number + "%", "1 " + number, number + ",0"}
		return edit1(b, from, to-from, []byte(scaled[rng.IntN(len(scaled))]))
	}},
	{"change a code", func(rng *rand.Rand, f form, b []byte) []byte {
		all := f.values().FindAllSubmatchIndex(b, -1)
		at, other := pick(rng, all), pick(rng, all)
		code := b[other[0]:other[1]]
		switch rng.IntN(4) {
		case 0:
			code = []byte("ZZ9")
		case 1:
			code = bytes.ToLower(code)
		}
		return edit1(b, at[0], at[1]-at[0], code)
	}},
	{"repeat a row", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, rowForm.FindAllIndex(b, -1))
		return edit1(b, at[1], 0, b[at[0]:at[1]])
	}},
	{"drop a row", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, rowForm.FindAllIndex(b, -1))
		return edit1(b, at[0], at[1]-at[0], nil)
	}},
	{"swap rows", func(rng *rand.Rand, f form, b []byte) []byte {
		rows := rowForm.FindAll(b, -1)
		if len(rows) < 2 {
			return b
		}
		i, j := rng.IntN(len(rows)), rng.IntN(len(rows))
		rows[i], rows[j] = rows[j], rows[i]
		return bytes.Join(rows, nil)
	}},
	{"break in a row", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.values().FindAllSubmatchIndex(b, -1))
		return edit1(b, at[0], 0, []byte("\n"))
	}},
	{"cut in a number", func(rng *rand.Rand, f form, b []byte) []byte {
		at := pick(rng, f.numbers().FindAllSubmatchIndex(b, -1))
		return b[:at[0]+1]
	}},
}

// edit1 puts other bytes in the place of some.
func edit1(b []byte, at, length int, other []byte) []byte {
	return append(append(bytes.Clone(b[:at]), other...), b[at+length:]...)
}

// pick is one of the places found, from and to, or the empty place at the start. Of
// a match with groups it is the group that matched.
func pick(rng *rand.Rand, places [][]int) []int {
	if len(places) == 0 {
		return []int{0, 0}
	}
	at := places[rng.IntN(len(places))]
	for i := len(at) - 2; i > 0; i -= 2 {
		if at[i] >= 0 {
			return at[i : i+2]
		}
	}
	return at
}

var (
	rowForm        = regexp.MustCompile(`[^\n]*\n`)
	attributeForm  = regexp.MustCompile(` [\w:.]+="[^"]*"`)
	attributeValue = regexp.MustCompile(`="([^"]*)"|<v>([^<]*)</v>`)
	xmlNumber      = regexp.MustCompile(`"(\d+)"|<v>(\d+)</v>`)
	jsonMember     = regexp.MustCompile(`"[^"\n]*": ?(?:"[^"\n]*"|[\d.]+|\{\}|\[\]),?|"[^"\n]+",`)
	jsonText       = regexp.MustCompile(`"([^"\n]*)"`)
	jsonNumber     = regexp.MustCompile(`[^"\w](\d+)`)
	jsonSign       = regexp.MustCompile(`[:,]`)
	xmlSign        = regexp.MustCompile(`["=]`)
)

func (f form) separators() *regexp.Regexp {
	switch f.kind {
	case "xml":
		return xmlSign
	case "json":
		return jsonSign
	}
	return regexp.MustCompile(regexp.QuoteMeta(string(f.separator)))
}

// fields are whole fields with what parts them from the next.
func (f form) fields() *regexp.Regexp {
	switch f.kind {
	case "xml":
		return attributeForm
	case "json":
		return jsonMember
	}
	return regexp.MustCompile(`[^\n` + string(f.separator) + `]*` + regexp.QuoteMeta(string(f.separator)))
}

// values are what fields hold; the last group that matched is the text.
func (f form) values() *regexp.Regexp {
	switch f.kind {
	case "xml":
		return attributeValue
	case "json":
		return jsonText
	}
	return regexp.MustCompile(`([^\n` + string(f.separator) + `]+)`)
}

func (f form) numbers() *regexp.Regexp {
	switch f.kind {
	case "xml":
		return xmlNumber
	case "json":
		return jsonNumber
	}
	return regexp.MustCompile(regexp.QuoteMeta(string(f.separator)) + `(\d+)`)
}

// moveHeader puts the first line elsewhere, takes it away, or swaps two names of it.
func moveHeader(rng *rand.Rand, f form, b []byte) []byte {
	header, rest, ok := bytes.Cut(b, []byte("\n"))
	if !ok || f.kind != "delimited" {
		return swapNames(rng, f, b)
	}
	switch rng.IntN(4) {
	case 0:
		return rest
	case 1:
		second, rest, _ := bytes.Cut(rest, []byte("\n"))
		return bytes.Join([][]byte{second, header, rest}, []byte("\n"))
	case 2:
		return append([]byte("Tavola 1\n\n"), b...)
	}
	names := strings.Split(string(header), string(f.separator))
	i, j := rng.IntN(len(names)), rng.IntN(len(names))
	names[i], names[j] = names[j], names[i]
	return append([]byte(strings.Join(names, string(f.separator))+"\n"), rest...)
}

// swapNames swaps two names of attributes or members, or renames one.
func swapNames(rng *rand.Rand, f form, b []byte) []byte {
	name := regexp.MustCompile(` (\w+)="`)
	if f.kind == "json" {
		name = regexp.MustCompile(`"(\w+)":`)
	}
	all := name.FindAllSubmatchIndex(b, -1)
	if len(all) == 0 {
		return b
	}
	at, other := all[rng.IntN(len(all))], all[rng.IntN(len(all))]
	return edit1(b, at[2], at[3]-at[2], b[other[2]:other[3]])
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
