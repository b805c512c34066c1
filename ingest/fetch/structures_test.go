package fetch

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// structureMessage is a structure message made for tests: an id, and its dimensions
// with their codes.
func structureMessage(id string, dims ...dimension) string {
	var lists, components strings.Builder
	for i, d := range dims {
		fmt.Fprintf(&lists, `<s:Codelist id="CL_%s" agencyID="IT1" version="1.0"><c:Name>x</c:Name>`, d.id)
		for _, code := range d.codes {
			fmt.Fprintf(&lists, `<s:Code id="%s"><c:Name>x</c:Name></s:Code>`, code)
		}
		lists.WriteString(`</s:Codelist>`)
		fmt.Fprintf(&components, `<s:Dimension id="%[1]s" position="%[2]d"><s:LocalRepresentation><s:Enumeration><Ref id="CL_%[1]s" version="1.0" agencyID="IT1" package="codelist" class="Codelist"/></s:Enumeration></s:LocalRepresentation></s:Dimension>`, d.id, i+1)
	}
	return `<?xml version="1.0"?><m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"><m:Structures>` +
		`<s:Codelists>` + lists.String() + `</s:Codelists><s:DataStructures><s:DataStructure id="` + id + `" agencyID="IT1" version="1.0"><c:Name>x</c:Name><s:DataStructureComponents><s:DimensionList>` +
		components.String() + `<s:TimeDimension id="TIME_PERIOD" position="` + fmt.Sprint(len(dims)+1) + `"/></s:DimensionList></s:DataStructureComponents></s:DataStructure></s:DataStructures></m:Structures></m:Structure>`
}

// constraintMessage says which codes are there.
func constraintMessage(dims ...dimension) string {
	var keys strings.Builder
	for _, d := range dims {
		fmt.Fprintf(&keys, `<c:KeyValue id="%s">`, d.id)
		for _, code := range d.codes {
			fmt.Fprintf(&keys, `<c:Value>%s</c:Value>`, code)
		}
		keys.WriteString(`</c:KeyValue>`)
	}
	return `<?xml version="1.0"?><m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"><m:Structures><s:Constraints>` +
		`<s:ContentConstraint id="CC" agencyID="IT1" version="1.0" type="Actual"><c:Name>x</c:Name><s:CubeRegion include="true">` + keys.String() + `</s:CubeRegion></s:ContentConstraint></s:Constraints></m:Structures></m:Structure>`
}

// The dimensions of the table of vacancy rates, with some codes.
var vacancyDimensions = []dimension{{"FREQ", []string{"A", "Q"}}, {"REF_AREA", []string{"IT"}}, {"DATA_TYPE", []string{"JVC"}},
	{"ADJUSTMENT", []string{"N", "Y"}}, {"EMPLOYESS_CLASS", []string{"W_GE1", "W_GE10", "W0_9"}},
	{"ECON_ACTIVITY_NACE_2007", []string{"0037", "B", "C", "F", "G"}}}

// postivac answers with the structure of the table of vacancy rates, and with no constraint.
func postivac(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, "/dataflow/") {
		http.Error(w, "no constraint", http.StatusBadRequest)
		return
	}
	fmt.Fprint(w, structureMessage("DCSC_POSTIVAC_2", vacancyDimensions...))
}

func TestStructures(t *testing.T) {
	structures := func(r *rig) int { return len(r.server.calls) - len(r.server.dataCalls()) }
	t.Run("asked_for_once", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = postivac
		for range 3 {
			res := r.must("istat_vacancies", Ask{})
			if len(res.Notes) > 0 {
				t.Errorf("notes %q", res.Notes)
			}
			if err := res.Loaded(); err != nil {
				t.Fatal(err)
			}
			r = r.again()
		}
		if n := structures(r); n != 1 {
			t.Errorf("%d calls for the structure, want 1", n)
		}
		if got := r.server.calls[0]; got.path != "/rest/datastructure/IT1/DCSC_POSTIVAC_2/latest?references=children" ||
			got.header.Get("Accept") != "application/vnd.sdmx.structure+xml;version=2.1" || got.header.Get("User-Agent") != "fabbisogno/test" {
			t.Errorf("asked %s with %v", got.path, got.header)
		}
	})
	t.Run("a_damaged_copy_is_asked_for_again", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = postivac
		if err := r.must("istat_vacancies", Ask{}).Loaded(); err != nil {
			t.Fatal(err)
		}
		kept, err := filepath.Glob(filepath.Join(r.Dir, "structures", "*.xml"))
		if err != nil || len(kept) != 1 {
			t.Fatalf("kept %v, %v", kept, err)
		}
		if err := os.WriteFile(kept[0], []byte("<x/>"), 0o644); err != nil {
			t.Fatal(err)
		}
		r.must("istat_vacancies", Ask{})
		if n := structures(r); n != 2 {
			t.Errorf("%d calls for the structure, want 2", n)
		}
	})
	t.Run("a_key_with_too_few_parts_is_said", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = status(200, structureMessage("DCSC_POSTIVAC_2", append(vacancyDimensions, dimension{"EDITION", nil})...))
		if res := r.must("istat_vacancies", Ask{}); !hasNote(res.Notes, "the key has 6 parts") || !hasNote(res.Notes, "structure 7") || !hasNote(res.Notes, "EDITION") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("a_key_in_another_order_is_said", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		turned := append([]dimension{vacancyDimensions[1], vacancyDimensions[0]}, vacancyDimensions[2:]...)
		r.server.structure = status(200, structureMessage("DCSC_POSTIVAC_2", turned...))
		if res := r.must("istat_vacancies", Ask{}); !hasNote(res.Notes, "REF_AREA.FREQ") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("without_a_structure_the_data_come_all_the_same", func(t *testing.T) {
		for _, reply := range []http.HandlerFunc{status(400, "no"), status(200, "<html><title>Login</title></html>"), status(404, "gone")} {
			r := setUp(t, good(vacancies))
			r.server.structure = reply
			if res := r.must("istat_vacancies", Ask{}); !hasNote(res.Notes, "the key was not compared") {
				t.Errorf("notes %q", res.Notes)
			}
			if kept, _ := filepath.Glob(filepath.Join(r.Dir, "structures", "*")); len(kept) > 0 {
				t.Errorf("kept %v", kept)
			}
		}
	})
	t.Run("older_than_a_day_it_is_asked_for_again_before_codes_are_taken_from_it", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = postivac
		if err := r.must("istat_vacancies", Ask{}).Loaded(); err != nil {
			t.Fatal(err)
		}
		r.clock.now = r.clock.now.Add(25 * time.Hour)
		r.server.data = replies(status(413, ""), good(vacancies))
		r.must("istat_vacancies", Ask{})
		if n := structures(r); n != 3 { // once, again, and the constraint
			t.Errorf("%d calls for structures, want 3", n)
		}
	})
}
