package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"fabbisogno/datasets/warehouse"

	"golang.org/x/text/encoding/charmap"
)

// input makes the bytes of a case: the text of its one file, or what the first
// builder makes of all its files, passed through the other builders in order.
func (c *caseFile) input(t testing.TB) []byte {
	t.Helper()
	var out []byte
	steps := strings.Split(c.make, " | ")
	switch words := strings.Fields(steps[0]); {
	case len(words) > 0 && words[0] == "zip":
		var entries []entry
		for _, f := range c.inputs {
			entries = append(entries, entry{name: string(unescape(t, f.Name)), text: unescape(t, string(f.Data))})
		}
		out, steps = zipOf(t, entries, words[1:]), steps[1:]
	case len(words) > 0 && words[0] == "xlsx":
		out, steps = zipOf(t, workbookEntries(t, c.inputs), words[1:]), steps[1:]
	default:
		out = unescape(t, string(c.inputs[0].Data))
	}
	for _, s := range steps {
		if words := strings.Fields(s); len(words) > 0 {
			out = build(t, out, words[0], words[1:])
		}
	}
	return out
}

// build changes bytes in the way that the word says.
func build(t testing.TB, in []byte, word string, args []string) []byte {
	t.Helper()
	switch word {
	case "utf-16le", "utf-16be": // with its mark
		return utf16Bytes(in, word == "utf-16be")
	case "windows-1252":
		out, err := charmap.Windows1252.NewEncoder().Bytes(in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	case "gzip":
		return gzipped(t, in)
	case "members": // gzip of as many members, cut anywhere
		n, out := number(t, args), []byte(nil)
		for i := range n {
			out = append(out, gzipped(t, in[len(in)*i/n:len(in)*(i+1)/n])...)
		}
		return out
	case "cut": // the last bytes are missing
		return in[:len(in)-number(t, args)]
	case "flip": // a bit of the n-th byte from the end
		out := bytes.Clone(in)
		out[len(out)-number(t, args)] ^= 1
		return out
	case "parquet": // the result of a query
		return parquetOf(t, string(in))
	case "then": // a text follows
		return append(bytes.Clone(in), unescape(t, strings.Join(args, " "))...)
	case "before": // a text stands before
		return append(unescape(t, strings.Join(args, " ")), in...)
	}
	t.Fatalf("no builder is named %q", word)
	return nil
}

// queries is a warehouse that writes Parquet files of queries without tables. It
// lives as long as the tests do.
var queries = sync.OnceValues(func() (*warehouse.DB, error) {
	return readableWarehouse(context.Background(), filepath.Join(os.Getenv(sampleDir), "queries.duckdb"))
})

func parquetOf(t testing.TB, query string) []byte {
	t.Helper()
	db, err := queries()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := db.Query(context.Background(), query, warehouse.FormatParquet, warehouse.QueryLimits{}, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func number(t testing.TB, args []string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Join(args, " "))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func utf16Bytes(text []byte, big bool) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + string(text))) {
		if big {
			out = append(out, byte(unit>>8), byte(unit))
		} else {
			out = append(out, byte(unit), byte(unit>>8))
		}
	}
	return out
}

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
