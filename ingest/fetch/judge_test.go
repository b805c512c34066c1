package fetch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/ingest/format/sdmxml"
)

// footerMessage is a data message that holds a footer alone.
func footerMessage(code int, texts ...string) string {
	var all strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&all, `<common:Text xml:lang="en">%s</common:Text>`, text)
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><message:GenericData xmlns:footer="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message/footer" xmlns:common="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message">`+
		`<message:Header><message:ID>x</message:ID></message:Header><footer:Footer><footer:Message code="%d" severity="Infomation">%s</footer:Message></footer:Footer></message:GenericData>`, code, all.String())
}

// errorMessage is an SDMX error message.
func errorMessage(code int, text string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><mes:Error xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"><mes:ErrorMessage code="%d"><com:Text>%s</com:Text></mes:ErrorMessage></mes:Error>`, code, text)
}

const oneObservation = `<?xml version="1.0"?><message:GenericData xmlns:generic="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"><message:Header><message:Prepared>2026-05-18T10:32:08</message:Prepared></message:Header><message:DataSet><generic:Series><generic:Obs/></generic:Series></message:DataSet></message:GenericData>`

func TestJudge(t *testing.T) {
	asynchronous := `{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously. Please try again later."}}`
	header, _, _ := strings.Cut(vacancies, "\r\n")
	cases := []struct {
		name, text string
		status     int
		want       verdict
		word       string
	}{
		{"SDMX-CSV", vacancies, 200, isData, ""},
		{"SDMX-CSV_with_a_mark", "\ufeff" + vacancies, 200, isData, ""},
		{"SDMX-CSV_2", "STRUCTURE,STRUCTURE_ID,freq,TIME_PERIOD,OBS_VALUE\ndataflow,ESTAT:X(1.0),A,2020,1\n", 200, isData, ""},
		{"TSV", "freq,geo\\TIME_PERIOD\t2020\nA,IT\t1\n", 200, isData, ""},
		{"SDMX-ML", oneObservation, 200, isData, ""},
		{"JSON-stat", `{"version":"2.0","class":"dataset","value":[1]}`, 200, isData, ""},
		{"header_alone", header, 200, isEmpty, "header"},
		{"header_and_line_end", header + "\r\n", 200, isEmpty, "header"},
		{"SDMX-ML_without_observations", strings.NewReplacer("<generic:Series><generic:Obs/></generic:Series>", "").Replace(oneObservation), 200, isEmpty, "without observations"},
		{"NoRecordsFound", "NoRecordsFound", 404, isEmpty, "NoRecordsFound"},
		{"NoRecordsFound_as_success", "No Records Found", 200, isEmpty, ""},
		{"SDMX_error_100", errorMessage(100, "nothing"), 404, isEmpty, "nothing"},
		{"SDMX_error_NoRecordsFound", errorMessage(0, "NoRecordsFound"), 404, isEmpty, ""},
		{"Eurostat_error_100", `{"error":[{"status":404,"id":100,"label":"ERR_NOT_FOUND_4: no data"}]}`, 404, isEmpty, "ERR_NOT_FOUND_4"},
		{"SDMX_error_140", errorMessage(140, "syntax of the key"), 404, isFault, "syntax of the key"},
		{"404_of_a_proxy", "<html><head><title>404 Not Found</title></head></html>", 404, isPage, "404 Not Found"},
		{"404_without_a_text", " ", 404, isFault, "empty"},
		{"web_page", "<!DOCTYPE html>\n<html><head><title>Manutenzione &egrave; in corso</title>", 200, isPage, "Manutenzione è in corso"},
		{"web_page_in_capitals", "<HTML><HEAD><TITLE>Login</TITLE>", 200, isPage, "Login"},
		{"Eurostat_warning_413", asynchronous, 200, isTooLarge, "ASYNCHRONOUS_RESPONSE"},
		{"Eurostat_error_510", `{"error":[{"status":413,"id":510,"label":"EXTRACTION_TOO_BIG"}]}`, 200, isTooLarge, "EXTRACTION_TOO_BIG"},
		{"SDMX_error_130", errorMessage(130, "too much"), 200, isTooLarge, "too much"},
		{"SDMX-JSON_error", `{"errors":[{"code":150,"title":"unknown dimension"}]}`, 200, isFault, "unknown dimension"},
		{"footer_413", footerMessage(413, "Too large"), 200, isTooLarge, "Too large"},
		{"footer_413_with_an_address", footerMessage(413, "It will be under URL: https://x.example/f", "https://x.example/f"), 200, isPrepared, ""},
		{"footer_100", footerMessage(100, "No results"), 200, isEmpty, ""},
		{"data_with_a_footer_behind", strings.Replace(oneObservation, "</message:GenericData>", `<footer:Footer xmlns:footer="f"><footer:Message code="413"/></footer:Footer></message:GenericData>`, 1), 200, isData, ""},
		{"structure_in_place_of_data", structureMessage("X"), 200, isFault, "structures, not data"},
		{"broken_XML_of_a_page", "<p>Service down<br></p>", 200, isFault, "Service down"},
		{"beginning_of_a_large_message", oneObservation[:strings.Index(oneObservation, "<generic:Obs")], 200, isData, ""},
		{"another_kind_of_XML", `<rss version="2.0"><channel/></rss>`, 200, isFault, "another kind"},
		{"plain_words", "Service unavailable, call the help desk", 200, isFault, "help desk"},
		{"nothing", "", 200, isFault, "empty"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a")
			if err := os.WriteFile(path, []byte(tc.text), 0o644); err != nil {
				t.Fatal(err)
			}
			j, err := judge(&answer{status: tc.status, header: http.Header{}, path: path, bytes: int64(len(tc.text))})
			if err != nil || j.verdict != tc.want || !strings.Contains(j.message, tc.word) {
				t.Errorf("judge = %+v, %v; want %d with %q", j, err, tc.want, tc.word)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Run("wrong_type_with_right_content_is_taken_with_a_note", func(t *testing.T) {
		r := setUp(t, status(200, vacancies, "Content-Type", "text/html; charset=utf-8"))
		res := r.must("istat_vacancies", Ask{})
		if r.content(res) != vacancies || !hasNote(res.Notes, "declared text/html, and sent csv") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("right_type_has_no_note", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = postivac
		if res := r.must("istat_vacancies", Ask{}); len(res.Notes) > 0 {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("web_page_is_asked_for_again_and_then_an_error", func(t *testing.T) {
		page := status(200, "<!DOCTYPE html><html><title>Manutenzione</title></html>", "Content-Type", "text/csv")
		r := setUp(t, page)
		r.mustFail("istat_vacancies", Ask{}, Unusable, "web page: Manutenzione")
		r.wantCalls(3)
		r = setUp(t, replies(page, good(vacancies)))
		r.must("istat_vacancies", Ask{})
		r.wantCalls(2)
	})
	t.Run("another_encoding_than_asked_for_is_taken", func(t *testing.T) {
		r := setUp(t, status(200, oneObservation, "Content-Type", "application/vnd.sdmx.genericdata+xml; version=2.1"))
		res := r.must("istat_vacancies", Ask{})
		if res.Parts[0].Name != "534_1038.xml" {
			t.Errorf("name %s", res.Parts[0].Name)
		}
	})
	t.Run("a_form_that_is_not_given_is_asked_for_in_the_next_form", func(t *testing.T) {
		r := setUp(t, func(w http.ResponseWriter, req *http.Request) {
			if !strings.Contains(req.Header.Get("Accept"), "xml") {
				status(406, "Not Acceptable")(w, req)
				return
			}
			fmt.Fprint(w, oneObservation)
		})
		res := r.must("istat_employed", Ask{})
		if len(res.Parts) != 4 || !hasNote(res.Notes, "does not give application/vnd.sdmx.data+csv;version=1.0.0") {
			t.Errorf("%d parts, notes %q", len(res.Parts), res.Notes)
		}
		r.wantCalls(5) // once refused, four times answered
		r = setUp(t, status(406, "Not Acceptable"))
		r.mustFail("istat_vacancies", Ask{}, Refused, "Not Acceptable")
		r.wantCalls(2)
	})
	t.Run("no_records_is_no_error", func(t *testing.T) {
		r := setUp(t, replies(status(404, "NoRecordsFound"), good(vacancies)))
		res := r.must("istat_employed", Ask{})
		if len(res.Parts) != 3 || len(res.Empty) != 1 || !hasNote(res.Notes, "no records (NoRecordsFound)") {
			t.Errorf("%d parts, empty %v, notes %q", len(res.Parts), res.Empty, res.Notes)
		}
		r.wantCalls(4)
	})
	t.Run("message_of_the_service_is_in_the_error", func(t *testing.T) {
		r := setUp(t, status(200, errorMessage(150, "dimension X is not known")))
		r.mustFail("istat_vacancies", Ask{}, Unusable, "dimension X is not known")
		r.wantCalls(1)
		if left, _ := filepath.Glob(filepath.Join(r.Dir, "parts", "istat_vacancies", "0*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("form_is_asked_for_as_the_provider_wants", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.must("istat_vacancies", Ask{Until: "2025-Q4"})
		r.must("eurostat_vacancies", Ask{Since: "2020"})
		istat, eurostat := r.server.calls[1], r.server.calls[3]
		if istat.path != "/rest/data/534_1038/Q.IT.JVC...?endPeriod=2025-Q4&startPeriod=2016-Q1" || istat.header.Get("Accept") != "application/vnd.sdmx.data+csv;version=1.0.0" {
			t.Errorf("istat: %s with Accept %q", istat.path, istat.header.Get("Accept"))
		}
		if eurostat.path != "/rest/data/JVS_Q_R21/Q..B-T.GE10.JVR.IT?compressed=true&format=SDMX-CSV&startPeriod=2020" || eurostat.header.Get("Accept") != "" {
			t.Errorf("eurostat: %s with Accept %q", eurostat.path, eurostat.header.Get("Accept"))
		}
	})
}

func TestPrepared(t *testing.T) {
	pack := func(names ...string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range names {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(w, oneObservation)
		}
		z.Close()
		return b.String()
	}
	// prepare answers the question with the address of a file, then each look at it in turn.
	prepare := func(t *testing.T, looks ...http.HandlerFunc) *rig {
		var r *rig
		look := replies(looks...)
		r = setUp(t, func(w http.ResponseWriter, req *http.Request) {
			if strings.Contains(req.URL.Path, "/file/") {
				look(w, req)
				return
			}
			fmt.Fprint(w, footerMessage(413, "located under URL: "+r.server.URL+"/file/abc", r.server.URL+"/file/abc"))
		})
		return r
	}
	t.Run("looked_for_every_five_minutes", func(t *testing.T) {
		r := prepare(t, status(404, "not yet"), status(404, "not yet"), status(200, pack("DataResponse.xml")))
		res := r.must("eurostat_vacancies", Ask{})
		if r.content(res) != oneObservation || res.Parts[0].URL != r.server.URL+"/file/abc" || res.Parts[0].Name != "JVS_Q_R21.xml" {
			t.Errorf("got %+v", res.Parts)
		}
		if !hasNote(res.Notes, "prepared the answer in a file") {
			t.Errorf("notes %q", res.Notes)
		}
		r.wantCalls(4)
		calls := r.server.calls[len(r.server.calls)-3:]
		for i := 1; i < len(calls); i++ {
			if d := calls[i].at.Sub(calls[i-1].at); d < 5*time.Minute {
				t.Errorf("looked again after %s", d)
			}
		}
	})
	t.Run("bounded_and_then_split", func(t *testing.T) {
		r := prepare(t, status(404, "not yet"))
		r.mustFail("eurostat_vacancies", Ask{Since: "2026", Until: "2026"}, TooLarge, "can't be split further")
		r.wantCalls(7)
	})
	t.Run("not_on_another_host", func(t *testing.T) {
		r := setUp(t, good(footerMessage(413, "https://files.example/abc")))
		r.mustFail("eurostat_vacancies", Ask{Since: "2026", Until: "2026"}, TooLarge)
		r.wantCalls(1)
	})
	t.Run("an_archive_of_two_files_is_refused", func(t *testing.T) {
		r := prepare(t, status(200, pack("a.xml", "b.xml")))
		r.mustFail("eurostat_vacancies", Ask{}, Unusable, "2 entries")
	})
	t.Run("no_less_safe_than_the_service", func(t *testing.T) {
		s := &session{base: "https://x.example/rest"}
		if got, err := s.sameHost("http://x.example/f"); err != nil || got != "https://x.example/f" {
			t.Errorf("sameHost = %s, %v", got, err)
		}
		for _, bad := range []string{"https://y.example/f", "https://u:p@x.example/f", "https://x.example.y.example/f", "file:///etc/passwd"} {
			if got, err := s.sameHost(bad); err == nil {
				t.Errorf("sameHost(%s) = %s", bad, got)
			}
		}
	})
}

func TestReleased(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	const updated = "DATAFLOW,LAST UPDATE,freq,TIME_PERIOD,OBS_VALUE\nESTAT:X(1.0),14/09/23 23:00:00,A,2020,1\n"
	cases := []struct{ name, header, text, ending, want string }{
		{"header", "Tue, 10 Nov 2026 23:30:00 GMT", updated, ".csv", "2026-11-10"},
		{"header_of_the_future", "Tue, 10 Nov 2027 23:30:00 GMT", updated, ".csv", "2023-09-14"},
		{"column", "", updated, ".csv", "2023-09-14"},
		{"message", "", oneObservation, ".xml", "2026-05-18"},
		{"today", "", vacancies, ".csv", "2026-11-20"},
		{"epoch_is_no_day", "Thu, 01 Jan 1970 00:00:00 GMT", vacancies, ".csv", "2026-11-20"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a")
			if err := os.WriteFile(path, []byte(tc.text), 0o644); err != nil {
				t.Fatal(err)
			}
			h := http.Header{}
			h.Set("Last-Modified", tc.header)
			if got := released(h, path, tc.ending, now).Format(time.DateOnly); got != tc.want {
				t.Errorf("released %s, want %s", got, tc.want)
			}
		})
	}
}

// corpus is the path of a recorded file; the test is skipped where there are none.
func corpus(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: recorded messages are not replayed")
	}
	return filepath.Join(dir, "real", name)
}

// TestRecorded replays messages that the services sent.
func TestRecorded(t *testing.T) {
	read := func(t *testing.T, name string) string {
		t.Helper()
		text, err := os.ReadFile(corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Run("ISTAT_generic_data", func(t *testing.T) {
		text := read(t, "istat/sdmx-ml/recorded_2026-05-18_data_47_850_generic.xml")
		r := setUp(t, status(200, text, "Content-Type", "application/vnd.sdmx.genericdata+xml; version=2.1; charset=utf-8"))
		res := r.must("istat_vacancies", Ask{})
		if got := res.Parts[0].Released.Format(time.DateOnly); r.content(res) != text || got != "2026-05-18" {
			t.Errorf("released %s", got)
		}
	})
	t.Run("ISTAT_CSV", func(t *testing.T) {
		text := read(t, "istat/sdmx-csv/istat_ipi_2026-08.csv")
		r := setUp(t, good(text))
		if r.content(r.must("istat_industrial_production", Ask{})) != text {
			t.Error("the bytes differ")
		}
	})
	for _, name := range []string{"footer", "footer2"} {
		t.Run("Eurostat_"+name, func(t *testing.T) {
			j := judgeText([]byte("<?xml"), []byte(read(t, "eurostat/sdmx-ml/"+name+".xml")), 200)
			if j.verdict != isPrepared || !strings.HasPrefix(j.file, "http://ec.europa.eu/eurostat/SDMX/diss-web/file/") {
				t.Errorf("judged %+v", j)
			}
		})
	}
	t.Run("Eurostat_prepared_file", func(t *testing.T) {
		var r *rig
		packed := read(t, "eurostat/sdmx-ml/footer2.zip")
		r = setUp(t, func(w http.ResponseWriter, req *http.Request) {
			if strings.Contains(req.URL.Path, "/file/") {
				fmt.Fprint(w, packed)
				return
			}
			// The footer as it was served, its file on the test's server.
			fmt.Fprint(w, strings.ReplaceAll(read(t, "eurostat/sdmx-ml/footer2.xml"), "http://ec.europa.eu/eurostat/SDMX/diss-web", r.server.URL))
		})
		res := r.must("eurostat_vacancies", Ask{})
		if res.Parts[0].Bytes != 9759 || !strings.Contains(r.content(res), "Series") {
			t.Errorf("got %+v", res.Parts)
		}
	})
	t.Run("Eurostat_structure_fits_the_declared_key", func(t *testing.T) {
		r := setUp(t, good("DATAFLOW,freq,TIME_PERIOD,OBS_VALUE\nESTAT:LFSA_EGAN(1.0),A,2020,1\n"))
		r.server.structure = status(200, read(t, "eurostat/sdmx-ml/dataflow-lfsa_egan.xml"))
		if res := r.must("eurostat_foreign_employment", Ask{}); len(res.Notes) > 0 {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("ISTAT_constraint_names_the_codes_that_are_there", func(t *testing.T) {
		f, err := os.Open(corpus(t, "istat/sdmx-ml/availableconstraint_115_333.xml"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		d, err := sdmxml.ReadDefinitions(f)
		if err != nil {
			t.Fatal(err)
		}
		dims := present([]dimension{{"FREQ", []string{"A", "M", "Q"}}, {"ECON_ACTIVITY_NACE_2007", []string{"0020", "not_there"}}}, d)
		if len(dims[0].codes) != 3 || len(dims[1].codes) < 20 || slices.Contains(dims[1].codes, "not_there") || !slices.Contains(dims[1].codes, "0020") {
			t.Errorf("codes that are there: %v", dims)
		}
	})
}

// FuzzJudge says that no answer makes the judge panic, and that data always have a name's ending.
func FuzzJudge(f *testing.F) {
	for _, text := range []string{vacancies, oneObservation, "<html>", errorMessage(100, "x"), footerMessage(413, "https://x.example/f"), structureMessage("X"),
		`{"warning":{"status":413}}`, `{"error":[{}]}`, `{"errors":[{"title":1}]}`, "[", "\x1f\x8b", "", "PK\x03\x04", "freq,geo\\TIME_PERIOD\t2020\n"} {
		f.Add([]byte(text), 200)
		f.Add([]byte(text), 404)
	}
	path := filepath.Join(f.TempDir(), "a")
	f.Fuzz(func(t *testing.T, text []byte, status int) {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		j, err := judge(&answer{status: status, header: http.Header{"Content-Type": {"x/y"}}, path: path, bytes: int64(len(text))})
		if err != nil || j.verdict == isData && j.ending == "" || j.verdict == isPrepared && j.file == "" {
			t.Errorf("judge = %+v, %v", j, err)
		}
	})
}
