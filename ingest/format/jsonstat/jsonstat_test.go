package jsonstat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan/jsontest"

	"github.com/google/go-cmp/cmp"
)

// A small cube of invented values, in the form of Eurostat's service.
const (
	testHead  = `"version":"2.0","class":"dataset","label":"Vacancies","source":"ESTAT","updated":"2026-06-01T11:00:00+0200"`
	testCube  = `"id":["freq","geo","time"],"size":[1,2,3],"dimension":{"freq":{"label":"f","category":{"label":{"Q":"Quarterly"}}},"geo":{"label":"Geo","category":{"index":{"IT":1,"NA":0},"label":{"NA":"x"}}},"time":{"label":"Time","category":{"index":["2025-Q4","2026-Q1","2026-Q2"]}}}`
	testAgent = `"extension":{"lang":"EN","id":"JVS_Q_R21","agencyId":"ESTAT","version":"1.0","datastructure":{"id":"JVS_Q_R21","version":"7.0"},"status":{"label":{"p":"provisional"}}}`
	testDense = `"value":[1.50,null,2,3E1,"x",-4],"status":[null,":","p","",null,"bp"]`
	// Value 4 has no flag, cells 1 and 2 have flags and no value, cell 3 nothing.
	testSparse = `"value":{"5":-4,"0":1.50,"4":7},"status":{"2":"c","0":"e","1":": u","3":null,"5":"p"}`

	columns = "DATAFLOW|freq|geo|TIME_PERIOD|OBS_VALUE|OBS_FLAG|LAST UPDATE\n"
	dense   = "1 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|1.50||2026-06-01T11:00:00+0200\n" +
		"2 ESTAT:JVS_Q_R21(1.0)|Q|NA|2026-Q1|:||2026-06-01T11:00:00+0200\n" +
		"3 ESTAT:JVS_Q_R21(1.0)|Q|NA|2026-Q2|2|p|2026-06-01T11:00:00+0200\n" +
		"4 ESTAT:JVS_Q_R21(1.0)|Q|IT|2025-Q4|30||2026-06-01T11:00:00+0200\n" +
		"5 ESTAT:JVS_Q_R21(1.0)|Q|IT|2026-Q1|x||2026-06-01T11:00:00+0200\n" +
		"6 ESTAT:JVS_Q_R21(1.0)|Q|IT|2026-Q2|-4|bp|2026-06-01T11:00:00+0200\n" +
		"note number-exponent 1\nnote numbered-by-element 1\n"
	sparse = "1 ESTAT:JVS_Q_R21(1.0)|Q|IT|2026-Q2|-4|p|2026-06-01T11:00:00+0200\n" +
		"2 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|1.50|e|2026-06-01T11:00:00+0200\n" +
		"3 ESTAT:JVS_Q_R21(1.0)|Q|IT|2026-Q1|7||2026-06-01T11:00:00+0200\n" +
		"4 ESTAT:JVS_Q_R21(1.0)|Q|NA|2026-Q1|:|u|2026-06-01T11:00:00+0200\n" +
		"5 ESTAT:JVS_Q_R21(1.0)|Q|NA|2026-Q2||c|2026-06-01T11:00:00+0200\n" +
		"note numbered-by-element 1\n"
)

func document(members ...string) string { return "{" + strings.Join(members, ",\n") + "}" }

// testSet is the cube with its values.
func testSet(values string) string { return document(testHead, testCube, testAgent, values) }

// with is the dense cube with one text changed.
func with(old, replacement string) string {
	text := testSet(testDense)
	if strings.Count(text, old) != 1 {
		panic(old + " does not stand once in the text")
	}
	return strings.Replace(text, old, replacement, 1)
}

func TestForms(t *testing.T) {
	version1 := strings.Replace(testCube, `"id":["freq","geo","time"],"size":[1,2,3],"dimension":{`, `"dimension":{"id":["freq","geo","time"],"size":[1,2,3],"role":{"time":["time"]},`, 1)
	bare := func(rows, flow string) string {
		rows = strings.ReplaceAll(rows, "ESTAT:JVS_Q_R21(1.0)", flow)
		return strings.ReplaceAll(rows, "|2026-06-01T11:00:00+0200\n", "\n")
	}
	bareColumns := strings.Replace(columns, "|LAST UPDATE", "", 1)
	lines := func(from, to int) string { return strings.Join(strings.SplitAfter(dense, "\n")[from-1:to], "") }
	cases := []struct{ name, file, want string }{
		{"list", testSet(testDense), columns + dense},
		{"object", testSet(testSparse), columns + sparse},
		{"values_before_structure", document(testHead, testDense, testAgent, testCube), columns + dense},
		{"object_before_structure", document(testHead, testSparse, testCube, testAgent), columns + sparse},
		{"bundle_of_version_1", document(`"jobs":` + document(`"label":"a"`, version1, testDense)), bareColumns + bare(dense, "jobs")},
		{"data_set_alone_of_version_1", document(`"dataset":` + document(`"label":"a"`, testDense, version1)), bareColumns + bare(dense, "")},
		{"form_of_2015", document(`"jvs_q":` + document(`"wsVersion":"V1_1"`, `"code":"jvs_q"`, `"status":{"value":[null,":","p","",null,"bp"],"category":{"label":{"p":"x"}}}`, `"value":[1.50,null,2,3E1,"x",-4]`, version1)),
			bareColumns + bare(dense, "ESTAT:JVS_Q")},
		{"one_flag_for_all", testSet(`"value":{"0":1},"status":"p"`), columns + "1 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|1|p|2026-06-01T11:00:00+0200\nnote numbered-by-element 1\n"},
		{"one_flag_for_all_as_a_list", testSet(`"value":{"0":1},"status":["p"]`), columns + "1 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|1|p|2026-06-01T11:00:00+0200\nnote numbered-by-element 1\n"},
		{"list_of_flags_beside_an_object", testSet(`"value":{"0":1},"status":[null,"c",null,null,null,null]`),
			columns + "1 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|1||2026-06-01T11:00:00+0200\n2 ESTAT:JVS_Q_R21(1.0)|Q|NA|2026-Q1||c|2026-06-01T11:00:00+0200\nnote numbered-by-element 1\n"},
		{"no_flags_and_no_values", document(`"class":"dataset"`, testCube, `"value":{}`), "DATAFLOW|freq|geo|TIME_PERIOD|OBS_VALUE\nwarning no-rows 1\n"},
		{"collection_that_holds_a_data_set", document(`"class":"collection"`, `"link":{"item":[{"class":"dataset","href":"x"},`+testSet(testDense)+"]}"), columns + strings.Replace(dense, "note number-exponent", "warning linked 1\nnote number-exponent", 1)},
		{"flags_under_a_misspelt_name", testSet(`"value":{"0":7},"stutus":{"0":"p"}`), "DATAFLOW|freq|geo|TIME_PERIOD|OBS_VALUE|LAST UPDATE\n" +
			"1 ESTAT:JVS_Q_R21(1.0)|Q|NA|2025-Q4|7|2026-06-01T11:00:00+0200\nwarning member-unknown 1\nnote numbered-by-element 1\n"},
		{"lone_surrogate_in_a_code", with(`"IT":1`, `"I\ud800T":1`), columns + lines(1, 3) + "4 fault surrogate geo\n5 fault surrogate geo\n6 fault surrogate geo\nnote number-exponent 1\nnote numbered-by-element 1\n"},
		{"control_character_in_a_value", with(`"x",-4`, `"x\u0000",-4`), columns + lines(1, 4) + "5 fault control-character OBS_VALUE\n" + lines(6, 8)},
		{"true_as_a_value", with(`"x",-4`, `true,-4`), columns + lines(1, 4) + "5 fault type OBS_VALUE\n" + lines(6, 8)},
		{"lone_surrogate_in_a_flag", with(`"bp"`, `"\udc00"`), columns + lines(1, 5) + "6 fault surrogate OBS_FLAG\nnote number-exponent 1\nnote numbered-by-element 1\n"},
		{"no_time", strings.ReplaceAll(strings.ReplaceAll(testSet(testDense), `"time"`, `"moment"`), testAgent, `"role":{}`),
			strings.ReplaceAll("DATAFLOW|freq|geo|moment|OBS_VALUE|OBS_FLAG|LAST UPDATE\n"+dense, "ESTAT:JVS_Q_R21(1.0)", "")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !Recognise([]byte(c.file), "x.json") {
				t.Errorf("not recognised: %s", c.file)
			}
			if diff := cmp.Diff(c.want, jsontest.Text(jsontest.Counted(Open), c.file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct{ name, file, rule, message string }{
		{"list_too_short", with(`,"x",-4]`, `,"x"]`), "size", "5 values stand for a cube of 6 cells"},
		{"list_too_long", with(`,"x",-4]`, `,"x",-4,5]`), "size", "7 values stand for a cube of 6 cells"},
		{"flags_too_short", with(`,null,"bp"]`, `,"bp"]`), "size", "flags do not fit"},
		{"cell_beyond_the_cube", testSet(`"value":{"6":1}`), "size", `the key "6"`},
		{"cell_with_leading_zero", testSet(`"value":{"01":1}`), "size", `the key "01"`},
		{"flag_beyond_the_cube", testSet(`"value":{"0":1},"status":{"6":"p"}`), "size", "flags do not fit"},
		{"flag_of_no_cell", testSet(`"value":{"0":1},"status":{"p":"0"}`), "size", `"p"`},
		{"cell_twice", testSet(`"value":{"0":1,"5":1,"0":1}`), "duplicate-key", `"0" stands twice`},
		{"flag_twice", testSet(`"value":{"0":1},"status":{"0":"p","0":"e"}`), "duplicate-key", `"0" stands twice`},
		{"member_twice", testSet(testDense + `,"label":"b"`), "duplicate-key", `"label" stands twice`},
		{"code_twice", with(`"IT":1,"NA":0`, `"IT":1,"IT":0`), "duplicate-key", `"IT" stands twice`},
		{"position_twice", with(`"IT":1,"NA":0`, `"IT":1,"NA":1`), "size", "have the position 1"},
		{"position_beyond_the_size", with(`"IT":1,"NA":0`, `"IT":2,"NA":0`), "size", "the position 2 of 2"},
		{"category_too_many", with(`"IT":1,"NA":0`, `"IT":1,"NA":0,"FR":2`), "size", "3 categories and the size 2"},
		{"sizes_too_few", with("[1,2,3]", "[1,2]"), "size", "3 dimensions are named and 2 sizes"},
		{"size_that_is_none", with("[1,2,3]", "[1,2,3.5]"), "size", "the size 3.5"},
		{"dimension_that_is_not_described", with(`["freq","geo","time"]`, `["freq","geo","Time"]`), "size", `"Time"`},
		{"dimension_twice", with(`["freq","geo","time"],"size":[1,2,3]`, `["freq","freq","time"],"size":[1,1,3]`), "header-duplicate", `"freq"`},
		{"dimension_named_as_a_column", strings.ReplaceAll(testSet(testDense), `"geo"`, `"OBS_VALUE"`), "header-duplicate", "OBS_VALUE"},
		{"too_many_labels_without_index", with(`{"Q":"Quarterly"}`, `{"Q":"Quarterly","M":"Monthly"}`), "size", "0 categories and the size 1"},
		{"collection_of_links", document(`"class":"collection"`, `"link":{"item":[{"class":"dataset","href":"x"}]}`), "no-data", "links to 1 data sets"},
		{"dimension_alone", document(`"class":"dimension"`, `"category":{}`), "no-data", "single dimension"},
		{"no_values", document(testHead, testCube), "no-data", "no data set with values"},
		{"list_in_a_value", with(`"x",-4`, `[1],-4`), "json", "a list stands where"},
		{"value_that_is_a_number", testSet(`"value":5`), "json", "a number stands where"},
		{"sizes_without_end", with("[1,2,3]", "[1"+strings.Repeat(",1", 5000)+"]"), "limits", "more than 4096"},
		{"nested_too_deep", with(`"label":"Vacancies"`, `"label":`+strings.Repeat("[", 70)), "limits", "deeper than 64"},
		{"cut", strings.TrimSuffix(testSet(testDense), "}"), "truncated", "ends inside"},
		{"something_after_the_end", testSet(testDense) + "]", "trailing", "follows the end"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, err := Open(strings.NewReader(c.file))
			for err == nil {
				_, err = r.Next()
			}
			var refusal *format.Refusal
			if !errors.As(err, &refusal) || refusal.Rule != c.rule || !strings.Contains(refusal.Message, c.message) || refusal.Hint == "" {
				t.Errorf("got %#v, want the rule %s and %q", err, c.rule, c.message)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	for text, want := range map[string]bool{
		`{"version":"2.0","class":"dataset","label":"x`: true, `{"nama_gdp_c":{"wsVersion":"V1_1"`: true, `{"a":{"value":[1,2`: true,
		`{"oecd":{"label":"a","note":["long`: true, `{"warning":{"status":413}}`: false, `{"header":{"id":"a"`: false, `{"type":"Topology"`: false,
		`{"swagger":"2.0","info":{"title":"x"`: false, "[]": false, "": false, "geo,value": false,
	} {
		if got := Recognise([]byte(text), "x"); got != want {
			t.Errorf("%s: recognised %v, want %v", text, got, want)
		}
	}
}

// FuzzOpen reads any members: each row keeps the contract, and the order of
// structure and values makes no difference to what is read.
func FuzzOpen(f *testing.F) {
	f.Add(testCube, testDense)
	f.Add(testCube+","+testAgent, testSparse)
	f.Add(`"class":"dataset",`+testCube, `"value":{"0":1e3},"status":"p"`)
	f.Add(`"a":{"dimension":{"id":["x"],"size":[2],"x":{"category":{"index":["1","2"]}}},"value":[1,2]}`, `"b":{}`)
	f.Fuzz(func(t *testing.T, cube, values string) {
		one := read(t, document(cube, values))
		other := read(t, document(values, cube))
		if one != other && !strings.Contains(one, "refused") && !strings.Contains(other, "refused") && strings.HasPrefix(cube, `"id"`) {
			t.Fatalf("in one order\n%s\nin the other\n%s", one, other)
		}
	})
}

func read(t *testing.T, file string) string {
	text := jsontest.Text(jsontest.Counted(Open), file)
	if strings.Contains(text, "\nerror ") || strings.HasPrefix(text, "error ") {
		t.Fatalf("%s\nis read as %s", file, text)
	}
	return text
}

// large is a cube of n times 100 cells.
func large(n int, isDense bool) []byte {
	var b bytes.Buffer
	b.WriteString(`{"version":"2.0","class":"dataset","value":`)
	b.WriteString(map[bool]string{true: "[", false: "{"}[isDense])
	for i := range n * 100 {
		if i > 0 {
			b.WriteString(",")
		}
		if !isDense {
			fmt.Fprintf(&b, `"%d":`, i)
		}
		fmt.Fprintf(&b, "%d.%d", i%7919, i%10)
	}
	b.WriteString(map[bool]string{true: "]", false: "}"}[isDense])
	fmt.Fprintf(&b, `,"status":{"5":"p","77":"c"},"id":["freq","geo","time"],"size":[1,%d,100],"dimension":{"freq":{"category":{"index":["M"]}},"geo":{"category":{"index":{`, n)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"A%d":%d`, i, i)
	}
	b.WriteString(`}}},"time":{"category":{"index":["2000-01"`)
	for j := 1; j < 100; j++ {
		fmt.Fprintf(&b, `,"%d-%02d"`, 2000+j/12, j%12+1)
	}
	b.WriteString("]}}}}")
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for name, isDense := range map[string]bool{"list": true, "object": false} {
		text := large(3000, isDense)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := Open(bytes.NewReader(text))
				if err != nil {
					b.Fatal(err)
				}
				rows := 0
				for {
					_, err := r.Next()
					if errors.Is(err, io.EOF) {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					rows++
				}
				if rows != 300_000 {
					b.Fatal(rows)
				}
			}
		})
	}
}
