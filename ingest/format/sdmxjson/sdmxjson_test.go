package sdmxjson

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

// Parts of a small message of invented values, version 1.0.
const (
	testStructure = `"structure":{"links":[{"rel":"dataflow","urn":"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=IT1:900_1(1.0)"}],
 "dimensions":{
  "dataSet":[{"id":"FREQ","keyPosition":0,"values":[{"id":"Q"}]}],
  "series":[{"id":"SEX","keyPosition":2,"values":[{"id":"1"},{"id":"2"}]},{"id":"REF_AREA","keyPosition":1,"values":[{"id":"ITC1"},{"id":"ITF3"},{"id":"NA"}]}],
  "observation":[{"id":"TIME","roles":["TIME_PERIOD"],"values":[{"id":"2026-Q1"},{"id":"2026-Q2"}]}]},
 "attributes":{
  "dataSet":[{"id":"UNIT_MULT","default":"3","values":[]}],
  "series":[{"id":"NOTE_DS","values":[{"name":"Dato \u00e8 provvisorio"}]}],
  "observation":[{"id":"OBS_STATUS","values":[{"id":"p"},{"id":"e"}]},{"id":"CONF_STATUS","values":[{"id":"F"}]}]},
 "annotations":[{"title":"the value 7 of an observation points here"}]}`
	testSets = `"dataSets":[{"action":"Information","series":{
 "1:0":{"attributes":[0],"observations":{"0":[12.50],"1":[13,0,0]}},
 "0:2":{"observations":{"1":[null,1],"0":[1.2E3,null,null,7]},"attributes":[null]}}}]`
	testHeader  = `"header":{"id":"x","prepared":"2026-01-01T00:00:00","sender":{"id":"IT1"}}`
	testColumns = "DATAFLOW|FREQ|REF_AREA|SEX|TIME_PERIOD|OBS_VALUE|OBS_STATUS|CONF_STATUS|NOTE_DS|UNIT_MULT\n"
	testRows    = "1 IT1:900_1(1.0)|Q|ITC1|2|2026-Q1|12.50|||Dato è provvisorio|3\n" +
		"2 IT1:900_1(1.0)|Q|ITC1|2|2026-Q2|13|p|F|Dato è provvisorio|3\n" +
		"3 IT1:900_1(1.0)|Q|NA|1|2026-Q2||e|||3\n" +
		"4 IT1:900_1(1.0)|Q|NA|1|2026-Q1|1200||||3\n" +
		"note attribute-default 1\nnote number-exponent 1\nnote numbered-by-element 1\n"
)

func document(members ...string) string { return "{" + strings.Join(members, ",\n") + "}" }

// with is the test message with one text changed.
func with(old, replacement string) string {
	text := document(testHeader, testStructure, testSets)
	if strings.Count(text, old) != 1 {
		panic(old + " does not stand once in the message")
	}
	return strings.Replace(text, old, replacement, 1)
}

func TestMessages(t *testing.T) {
	first, rest, _ := strings.Cut(testRows, "\n")
	cases := []struct{ name, file, want string }{
		{"version_1_without_data_member", document(testHeader, testStructure, testSets), testColumns + testRows},
		{"version_1_final", document(`"meta":{}`, `"data":`+document(testStructure, testSets)), testColumns + testRows},
		{"data_before_structure", document(testHeader, testSets, testStructure), testColumns + testRows},
		{"version_2", document(`"meta":{}`, `"data":`+document(testSets, `"structures":[{`+strings.TrimPrefix(testStructure, `"structure":{`)+"]")), testColumns + testRows},
		{"position_of_an_attribute_beyond_its_list", with("[13,0,0]", "[13,9,0]"), testColumns + first + "\n2 fault index OBS_STATUS\n" + rest[strings.Index(rest, "3 "):]},
		{"text_in_place_of_a_position", with("[13,0,0]", `[13,"p",0]`), testColumns + first + "\n2 fault index OBS_STATUS\n" + rest[strings.Index(rest, "3 "):]},
		{"key_beyond_the_dimension", with(`"1":[13,0,0]`, `"2":[13,0,0]`), testColumns + first + "\n2 fault key \n" + rest[strings.Index(rest, "3 "):]},
		{"key_with_leading_zero", with(`"1":[13,0,0]`, `"01":[13,0,0]`), testColumns + first + "\n2 fault key \n" + rest[strings.Index(rest, "3 "):]},
		{"key_with_too_many_parts", with(`"1":[13,0,0]`, `"1:0":[13,0,0]`), testColumns + first + "\n2 fault key \n" + rest[strings.Index(rest, "3 "):]},
		{"series_key_with_too_few_parts", with(`"1:0":{`, `"1":{`), testColumns + "1 fault key \n2 fault key \n" + rest[strings.Index(rest, "3 "):]},
		{"attribute_that_no_list_names", with(`"annotations":[{"title":"the value 7 of an observation points here"}]`, `"annotations":[]`),
			testColumns + strings.Replace(testRows, "4 IT1:900_1(1.0)|Q|NA|1|2026-Q1|1200||||3", "4 fault index ", 1)},
		{"listed_value_without_a_name", with(`{"id":"p"}`, `{"di":"p"}`), testColumns + first + "\n2 fault index OBS_STATUS\n" + rest[strings.Index(rest, "3 "):]},
		{"lone_surrogate_in_a_code", with(`{"id":"p"}`, `{"id":"\ud800p"}`), testColumns + first + "\n2 fault surrogate OBS_STATUS\n" + rest[strings.Index(rest, "3 "):]},
		{"control_character_in_a_code", with(`{"id":"p"}`, `{"id":"p\u0000"}`), testColumns + first + "\n2 fault control-character OBS_STATUS\n" + rest[strings.Index(rest, "3 "):]},
		{"observation_of_its_key_alone", with("[13,0,0]", "[]"), testColumns + first + "\n2 skip key-only\n" + rest[strings.Index(rest, "3 "):]},
		{"NaN", with("[12.50]", `["NaN"]`), strings.Replace(strings.Replace(testColumns+testRows, "12.50", "", 1), "note number-exp", "note missing-nan 1\nnote number-exp", 1)},
		{"no_observations", document(testHeader, testStructure, `"dataSets":[]`), testColumns + "warning no-rows 1\n"},
		{"series_of_its_key_alone", document(testHeader, testStructure, `"dataSets":[{"series":{"0:0":{},"0:1":{"attributes":[0]}}}]`),
			testColumns + "1 skip key-only\n2 skip key-only\nnote attribute-default 1\nnote numbered-by-element 1\n"},
		{"deleted_observations", with(`"Information"`, `"Delete"`), testColumns + "1 skip deletion\n2 skip deletion\n3 skip deletion\n4 skip deletion\nnote attribute-default 1\nnote number-exponent 1\nnote numbered-by-element 1\n"},
		{"errors_beside_data", document(testHeader, `"errors":[{"code":510,"title":"cut"}]`, testStructure, testSets), testColumns + strings.Replace(testRows, "note number-exponent", "warning footer 1\nnote number-exponent", 1)},
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

// TestVersion2 is what only version 2.0 has: groups of dimensions, values written
// in place, several measures, a structure for each data set.
func TestVersion2(t *testing.T) {
	const file = `{"meta":{"schema":"https://x/sdmx-json-data-schema.json"},"data":{"dataSets":[
 {"structure":1,"dimensionGroupAttributes":{"0:1:":["h"],":1:1":[null]},"observations":{"1:0":[5,"x",[1,"b"]],"1:1":[-0.5,{"it":"uno","en":"one"},null]}},
 {"structure":0,"observations":{"0":["12","2026-01-01"]}}],
"structures":[
 {"dimensions":{"observation":[{"id":"TIME_PERIOD","values":[{"id":"2025"}]}]},
  "measures":{"observation":[{"id":"VALUE","format":{"dataType":"Double"}}]},"attributes":{"observation":[{"id":"EMBARGO","format":{}}]}},
 {"links":[{"rel":"dataflow","href":"https://h/rest/dataflow/IT1/F_1/2.1?x"}],
  "dimensions":{"dataSet":[{"id":"A","keyPosition":1,"values":[{"value":7}]}],"observation":[{"id":"B","keyPosition":0,"values":[{"id":"b0"},{"id":"b1"}]},{"id":"TIME_PERIOD","values":[{"id":"2024"},{"id":"2025"}]}]},
  "measures":{"observation":[{"id":"OBS_VALUE"},{"id":"SECOND"}]},
  "attributes":{"dimensionGroup":[{"id":"G"}],"observation":[{"id":"O"}]}}]}}`
	const want = "DATAFLOW|B|A|TIME_PERIOD|OBS_VALUE|SECOND|O|EMBARGO|G\n" +
		"1 IT1:F_1(2.1)|b1|7|2024|5|x|1;b||h\n" +
		"2 IT1:F_1(2.1)|b1|7|2025|-0.5|one|||h\n" +
		"3 |||2025|12|||2026-01-01|\n" +
		"note numbered-by-element 1\n"
	if diff := cmp.Diff(want, jsontest.Text(jsontest.Counted(Open), file)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct{ name, file, rule, message string }{
		{"warning", `{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE. Please try again later."}}`, "no-data", "413 ASYNCHRONOUS_RESPONSE. Please try again later."},
		{"error", `{"error":[{"status":404,"id":100,"label":"ERR_NOT_FOUND_4: x"}]}`, "no-data", "404 ERR_NOT_FOUND_4: x"},
		{"errors_of_version_2", `{"meta":{"id":"a"},"errors":[{"code":100,"title":"No results found"}]}`, "no-data", "100 No results found"},
		{"structures", `{"meta":{},"data":{"dataflows":[{"id":"a"}],"codelists":[]}}`, "structure", "dataflows, codelists"},
		{"structures_alone", `{"dataStructures":[]}`, "structure", "dataStructures"},
		{"no_data_sets", document(testHeader, testStructure), "no-data", "holds no data sets"},
		{"no_structure", document(testHeader, testSets), "sdmx-structure", "no structure"},
		{"structure_that_is_not_there", document(`"structures":[{},{}]`, `"dataSets":[{"structure":2}]`), "sdmx-structure", "has the structure 2"},
		{"series_twice", with(`"0:2":{`, `"1:0":{`), "duplicate-key", `"1:0" stands twice`},
		{"observation_twice", with(`"1":[13,0,0]`, `"0":[13,0,0]`), "duplicate-key", `"0" stands twice`},
		{"bad_key_twice", with(`"1":[13,0,0]`, `"x":[13,0,0],"x":[1]`), "duplicate-key", `"x" stands twice`},
		{"key_twice_in_the_header", with(`"id":"x"`, `"id":"x","id":"y"`), "duplicate-key", `"id" stands twice`},
		{"unknown_member_of_a_series", with(`"observations":{"0"`, `"observatHons":{"0"`), "sdmx-structure", "observatHons"},
		{"unknown_member_of_a_data_set", with(`"series":{
`, `"serie":{`), "sdmx-structure", "serie"},
		{"dimension_twice", with(`"id":"SEX"`, `"id":"FREQ"`), "header-duplicate", "FREQ"},
		{"attribute_named_as_dimension", with(`"id":"NOTE_DS"`, `"id":"SEX"`), "header-duplicate", "SEX"},
		{"two_values_for_the_whole_data_set", with(`"values":[{"id":"Q"}]`, `"values":[{"id":"Q"},{"id":"A"}]`), "sdmx-structure", "FREQ"},
		{"measures_without_value", document(`"structures":[{"measures":{"observation":[{"id":"A"},{"id":"B"}]}}]`, `"dataSets":[{}]`), "column-missing", "none is OBS_VALUE"},
		{"group_key_that_does_not_fit", document(testStructure, `"dataSets":[{"dimensionGroupAttributes":{"0::":[0]}}]`), "sdmx-structure", "0::"},
		{"observation_that_is_no_list", with("[13,0,0]", "13"), "json", "a number stands where"},
		{"series_that_is_a_list", with(`{"attributes":[0],"observations":{"0":[12.50],"1":[13,0,0]}}`, "[1]"), "json", "a list stands where"},
		{"list_of_an_observation_too_long", with("[13,0,0]", "[13"+strings.Repeat(",0", 5000)+"]"), "limits", "more than 4096"},
		{"value_of_too_many_parts", with("[13,0,0]", "[[13"+strings.Repeat(",0", 5000)+"]]"), "limits", "more than 4096"},
		{"nested_too_deep", document(`"x":` + strings.Repeat("[", 70)), "limits", "deeper than 64"},
		{"cut", strings.TrimSuffix(document(testHeader, testStructure, testSets), "}"), "truncated", "ends inside"},
		{"something_after_the_end", document(testHeader, testStructure, testSets) + "{}", "trailing", "follows the end"},
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
		`{"warning":{}}`: true, `{"error":[{"status":404`: true, `{"header":{"id":"a","prepared":"2026`: true, `{"meta":{"schema":"x`: true,
		`{"version":"2.0","class":"dataset"`: false, `{"type":"FeatureCollection"`: false, "DATAFLOW,FREQ": false, "<?xml": false, "[]": false, "": false,
	} {
		if got := Recognise([]byte(text), "x"); got != want {
			t.Errorf("%s: recognised %v, want %v", text, got, want)
		}
	}
}

// FuzzOpen reads any bytes: each row keeps the contract, and the order of
// structure and data makes no difference to what is read.
func FuzzOpen(f *testing.F) {
	f.Add(testStructure, testSets)
	f.Add(`"structures":[{"dimensions":{"observation":[{"id":"TIME_PERIOD","values":[{"id":"2025"}]}]}}]`, `"dataSets":[{"structure":0,"observations":{"0":[1]}}]`)
	f.Add(testStructure, `"dataSets":[{"attributes":[0],"dimensionGroupAttributes":{"0::::":[]},"observations":{"0:0:1":[1,2]}}],"errors":[{"code":1}]`)
	f.Fuzz(func(t *testing.T, structure, sets string) {
		one := read(t, document(structure, sets))
		other := read(t, document(sets, structure))
		if one != other && !strings.Contains(one, "refused") && !strings.Contains(other, "refused") {
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

// large is a message of n series of 100 observations each, or as many flat ones.
func large(n int, isFlat bool) []byte {
	var b bytes.Buffer
	b.WriteString(`{"meta":{},"data":{"dataSets":[{"action":"Information",`)
	if isFlat {
		b.WriteString(`"observations":{`)
	} else {
		b.WriteString(`"series":{`)
	}
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		if !isFlat {
			fmt.Fprintf(&b, `"0:%d":{"attributes":[],"observations":{`, i)
		}
		for j := range 100 {
			if j > 0 {
				b.WriteString(",")
			}
			if isFlat {
				fmt.Fprintf(&b, `"0:%d:`, i)
			} else {
				b.WriteString(`"`)
			}
			fmt.Fprintf(&b, `%d":[%d.%d,0]`, j, i*j, j)
		}
		if !isFlat {
			b.WriteString("}}")
		}
	}
	b.WriteString(`}}],"structure":{"dimensions":{"`)
	b.WriteString(map[bool]string{true: "observation", false: "series"}[isFlat])
	b.WriteString(`":[{"id":"FREQ","values":[{"id":"M"}]},{"id":"REF_AREA","values":[`)
	for i := range n {
		fmt.Fprintf(&b, `{"id":"A%d","name":"Area %d"},`, i, i)
	}
	b.WriteString(`{"id":"Z"}]}`)
	if !isFlat {
		b.WriteString(`],"observation":[`)
	} else {
		b.WriteString(",")
	}
	b.WriteString(`{"id":"TIME_PERIOD","values":[`)
	for j := range 100 {
		fmt.Fprintf(&b, `{"id":"%d-%02d"},`, 2000+j/12, j%12+1)
	}
	b.WriteString(`{"id":"2030-01"}]}]},"attributes":{"observation":[{"id":"OBS_STATUS","values":[{"id":"p"}]}]}}}}`)
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for name, isFlat := range map[string]bool{"series": false, "flat": true} {
		text := large(3000, isFlat)
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
