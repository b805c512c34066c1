package fetch

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
)

// cube is a service that holds one row for each key and quarter, and refuses answers
// of more than limit rows.
type cube struct {
	dims     []dimension
	from, to int // years
	limit    int
	maxURL   int
	refuse   http.HandlerFunc
	// extraYear: the answer goes a year beyond the end asked for.
	extraYear bool
}

// rows answers a question by its address.
func (c *cube) rows(r *http.Request) []string {
	path := strings.Split(r.URL.Path, "/")
	k := parseKey(path[len(path)-1], len(c.dims))
	from, to := c.from, c.to
	if y, err := strconv.Atoi(r.URL.Query().Get("startPeriod")[:4]); err == nil {
		from = max(from, y)
	}
	if end := r.URL.Query().Get("endPeriod"); end != "" {
		y, _ := strconv.Atoi(end[:4])
		if c.extraYear {
			y++
		}
		to = min(to, y)
	}
	rows := []string{""}
	for i, d := range c.dims {
		var next []string
		for _, row := range rows {
			for _, code := range d.codes {
				if len(k[i]) == 0 || slices.Contains(k[i], code) {
					next = append(next, row+","+code)
				}
			}
		}
		rows = next
	}
	var out []string
	for _, row := range rows {
		for y := from; y <= to; y++ {
			for q := 1; q <= 4; q++ {
				out = append(out, fmt.Sprintf("IT1:534_1038(1.0)%s,%d-Q%d,1.5", row, y, q))
			}
		}
	}
	return out
}

func (c *cube) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.maxURL > 0 && len(r.URL.RequestURI()) > c.maxURL {
		status(414, "URI too long")(w, r)
		return
	}
	rows := c.rows(r)
	switch {
	case len(rows) == 0:
		status(404, "NoRecordsFound")(w, r)
		return
	case c.limit > 0 && len(rows) > c.limit:
		c.refuse(w, r)
		return
	}
	var ids []string
	for _, d := range c.dims {
		ids = append(ids, d.id)
	}
	good("DATAFLOW,"+strings.Join(ids, ",")+",TIME_PERIOD,OBS_VALUE\r\n"+strings.Join(rows, "\r\n")+"\r\n")(w, r)
}

// gathered are the rows of all parts, without headers.
func (r *rig) gathered(res *Result) []string {
	r.t.Helper()
	var out []string
	for _, p := range res.Parts {
		records, err := csv.NewReader(strings.NewReader(r.read(p.Path))).ReadAll()
		if err != nil {
			r.t.Fatal(err)
		}
		for _, rec := range records[1:] {
			out = append(out, strings.Join(rec, ","))
		}
	}
	return out
}

// sameRows wants each row once, in any order.
func sameRows(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(got)
	want = slices.Clone(want)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows, want %d, each once", len(got), len(want))
	}
}

func TestSplit(t *testing.T) {
	codes := func(prefix string, n int) []string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("%s%02d", prefix, i))
		}
		return out
	}
	// 2 adjustments x 3 sizes x 5 industries x 11 years x 4 quarters = 1320 rows.
	whole := cube{dims: slices.Clone(vacancyDimensions), from: 2016, to: 2026}
	whole.dims[0].codes = []string{"Q"}
	all := whole.rows(&http.Request{URL: mustURL(t, "/rest/data/x/Q.IT.JVC...?startPeriod=2016")})
	if len(all) != 1320 {
		t.Fatalf("the cube has %d rows", len(all))
	}
	refusals := map[string]http.HandlerFunc{
		"413":                status(413, "Request Entity Too Large"),
		"413_as_a_footer":    status(200, footerMessage(413, "Due to the large query")),
		"413_as_a_warning":   status(200, `{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE"}}`, "Content-Type", "application/json"),
		"SDMX_error_510":     status(400, errorMessage(510, "Response size exceeds limit")),
		"EXTRACTION_TOO_BIG": status(413, `{"error":[{"status":413,"id":510,"label":"EXTRACTION_TOO_BIG"}]}`),
	}
	for name, refuse := range refusals {
		t.Run("by_code_list/"+name, func(t *testing.T) {
			c := whole
			c.limit, c.refuse = 400, refuse
			r := setUp(t, c.ServeHTTP)
			r.server.structure = postivac
			res := r.must("istat_vacancies", Ask{})
			sameRows(t, r.gathered(res), all)
			if !hasNote(res.Notes, "was split by ECON_ACTIVITY_NACE_2007") {
				t.Errorf("notes %q", res.Notes)
			}
			if why := tooFast(r.server.calls); why != "" {
				t.Error(why)
			}
		})
	}
	t.Run("recursively_down_to_single_codes_and_years", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 24, status(413, "")
		r := setUp(t, c.ServeHTTP)
		r.server.structure = postivac
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		if !hasNote(res.Notes, "split by period") || !hasNote(res.Notes, "split by EMPLOYESS_CLASS") {
			t.Errorf("notes %q", res.Notes[:3])
		}
	})
	t.Run("parts_by_period_do_not_overlap_where_a_year_is_added", func(t *testing.T) {
		c := whole
		c.limit, c.refuse, c.extraYear = 800, status(413, ""), true
		r := setUp(t, c.ServeHTTP) // no structure: by period at once
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		if !hasNote(res.Notes, "split by period") || !hasNote(res.Notes, "the service adds a year") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("by_the_codes_that_are_there", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 400, status(413, "")
		r := setUp(t, c.ServeHTTP)
		long := slices.Clone(vacancyDimensions)
		long[5].codes = append(slices.Clone(long[5].codes), codes("Z", 2000)...)
		r.server.structure = func(w http.ResponseWriter, req *http.Request) {
			if strings.Contains(req.URL.RequestURI(), "actualconstraint") {
				fmt.Fprint(w, constraintMessage(vacancyDimensions[3:]...))
				return
			}
			fmt.Fprint(w, structureMessage("DCSC_POSTIVAC_2", long...))
		}
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		for _, path := range r.server.dataCalls() {
			if strings.Contains(path, "Z00") {
				t.Errorf("asked for codes that are not there: %s", path)
			}
		}
	})
	t.Run("a_list_too_long_for_an_address_gives_way", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 700, status(413, "")
		r := setUp(t, c.ServeHTTP)
		long := slices.Clone(vacancyDimensions)
		long[5].codes = append(slices.Clone(long[5].codes), codes("Z", 9000)...)
		r.server.structure = status(200, structureMessage("DCSC_POSTIVAC_2", long...))
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		for _, path := range r.server.dataCalls() {
			if len(path) > 2000 {
				t.Errorf("an address of %d characters", len(path))
			}
		}
	})
	t.Run("by_the_codes_the_key_names_without_a_structure", func(t *testing.T) {
		c := whole
		c.maxURL = 70
		r := setUp(t, c.ServeHTTP)
		cat := *r.Catalog
		cat.Tables = slices.Clone(cat.Tables)
		i := slices.IndexFunc(cat.Tables, func(t catalog.Table) bool { return t.ID == "istat_vacancies" })
		cat.Tables[i].Select = "Q.IT.JVC.N+Y.W_GE1+W_GE10+W0_9.0037+B+C+F+G"
		r.Catalog = &cat
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		if !hasNote(res.Notes, "URI too long") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("an_address_too_long_that_names_no_codes_is_an_error", func(t *testing.T) {
		r := setUp(t, status(414, "URI too long"))
		r.server.structure = postivac
		r.mustFail("istat_vacancies", Ask{}, TooLarge, "status 414", "can't be split further")
		r.wantCalls(1)
	})
	t.Run("no_answer_in_time", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 800, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		r := setUp(t, c.ServeHTTP)
		r.server.structure = postivac
		r.Limit = 300 * time.Millisecond
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		if !hasNote(res.Notes, "no answer in time: none within 300ms") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("a_service_that_hangs_is_given_up", func(t *testing.T) {
		r := setUp(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		r.server.structure = postivac
		r.Limit = 20 * time.Millisecond
		r.mustFail("istat_vacancies", Ask{}, Unreachable, "4 times in a row")
	})
	t.Run("504_after_all_attempts", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 700, status(504, "Gateway Time-out")
		r := setUp(t, c.ServeHTTP)
		r.server.structure = postivac
		sameRows(t, r.gathered(r.must("istat_vacancies", Ask{})), all)
	})
	t.Run("bounded", func(t *testing.T) {
		r := setUp(t, status(413, ""))
		r.server.structure = postivac
		r.mustFail("istat_vacancies", Ask{}, TooLarge, "can't be split further")
		if n := len(r.server.dataCalls()); n > maxParts {
			t.Errorf("%d calls", n)
		}
	})
	t.Run("a_structure_that_does_not_fit_the_key_is_not_used", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 700, status(413, "")
		r := setUp(t, c.ServeHTTP)
		turned := slices.Clone(vacancyDimensions)
		turned[3], turned[5] = turned[5], turned[3]
		r.server.structure = status(200, structureMessage("DCSC_POSTIVAC_2", turned...))
		res := r.must("istat_vacancies", Ask{})
		sameRows(t, r.gathered(res), all)
		if !hasNote(res.Notes, "split by period") || !hasNote(res.Notes, "correct the table") {
			t.Errorf("notes %q", res.Notes)
		}
	})
	t.Run("parts_have_names_and_addresses_of_their_own", func(t *testing.T) {
		c := whole
		c.limit, c.refuse = 700, status(413, "")
		r := setUp(t, c.ServeHTTP)
		seen := map[string]bool{}
		for _, p := range r.must("istat_vacancies", Ask{}).Parts {
			if seen[p.Name] || seen[p.URL] || !strings.HasPrefix(p.Name, "534_1038") || !strings.HasSuffix(p.Name, ".csv") {
				t.Errorf("part %+v", p)
			}
			seen[p.Name], seen[p.URL] = true, true
		}
	})
}

func TestEndPeriod(t *testing.T) {
	c := cube{dims: vacancyDimensions, from: 2016, to: 2026, extraYear: true}
	for _, tc := range []struct {
		until string
		last  string
		left  int // rows the service adds
	}{{"2024", "2024-Q4", 4}, {"2024-Q2", "2024-Q2", 6}, {"2026", "2026-Q4", 0}, {"2024-06", "2024-Q2", 6}} {
		t.Run(tc.until, func(t *testing.T) {
			r := setUp(t, c.ServeHTTP)
			res := r.must("istat_vacancies", Ask{Until: tc.until})
			last, rows := "", r.gathered(res)
			for _, row := range rows {
				last = max(last, strings.Split(row, ",")[7])
			}
			if last != tc.last {
				t.Errorf("the last period is %s, want %s", last, tc.last)
			}
			raw := res.Parts[0].Raw
			if (raw != "") != (tc.left > 0) {
				t.Fatalf("raw %q", raw)
			}
			if tc.left > 0 {
				kept := strings.Count(r.read(raw), "\n") - 1
				if got := kept - len(rows); got%tc.left != 0 || !hasNote(res.Notes, fmt.Sprintf("%d rows after %s were left out", got, tc.until)) {
					t.Errorf("%d rows left out; notes %q", got, res.Notes)
				}
			}
		})
	}
	t.Run("rows_that_stay_are_the_same_bytes", func(t *testing.T) {
		const text = "DATAFLOW,TIME_PERIOD,OBS_VALUE,NOTE\r\nx,2023,1,\"a \"\"b\"\"\r\nc\"\r\nx,2025,2,\r\nx,soon,3,\r\nx,2024-Q4, 4 ,\r\n"
		r := setUp(t, good(text))
		res := r.must("istat_vacancies", Ask{Until: "2024"})
		want := strings.Replace(text, "x,2025,2,\r\n", "", 1)
		if got := r.content(res); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if r.read(res.Parts[0].Raw) != text {
			t.Error("the answer as it came is not kept")
		}
	})
	t.Run("a_broken_text_is_left_for_ingest_to_refuse", func(t *testing.T) {
		const text = "DATAFLOW,TIME_PERIOD,OBS_VALUE\r\nx,2025,\"1\r\n"
		r := setUp(t, good(text))
		if got := r.content(r.must("istat_vacancies", Ask{Until: "2024"})); got != text {
			t.Errorf("got %q", got)
		}
	})
}
