package sdmxml

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// message is a generated message of about the given bytes, read without being
// held: as many series of 40 quarters as needed.
type message struct {
	first, last string
	series      func(i int) string
	size        int64
	at          int64 // bytes given
	next        int
	rest        string
	over        bool
}

func (m *message) Seek(int64, int) (int64, error) {
	m.at, m.next, m.rest, m.over = 0, 0, m.first, false
	return 0, nil
}

func (m *message) Read(p []byte) (int, error) {
	for m.rest == "" {
		switch {
		case m.over:
			return 0, io.EOF
		case m.at < m.size:
			m.rest = m.series(m.next)
			m.next++
		default:
			m.rest, m.over = m.last, true
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	m.at += int64(n)
	return n, nil
}

func generated(kind string, size int64) *message {
	periods := make([]string, 40)
	for i := range periods {
		periods[i] = fmt.Sprintf("20%02d-Q%d", i/4+10, i%4+1)
	}
	if kind == "generic" {
		var obs strings.Builder
		for i, p := range periods {
			fmt.Fprintf(&obs, `<g:Obs><g:ObsDimension id="TIME_PERIOD" value="%s"/><g:ObsValue value="%d.%d"/><g:Attributes><g:Value id="OBS_STATUS" value="e"/></g:Attributes></g:Obs>`, p, i*37, i)
		}
		return &message{first: generic21 + head + `<m:DataSet structureRef="S">`, last: genericEnd, size: size, series: func(i int) string {
			return fmt.Sprintf(`<g:Series><g:SeriesKey><g:Value id="FREQ" value="Q"/><g:Value id="REF_AREA" value="ITC%d"/><g:Value id="ECON_ACTIVITY_NACE_2007" value="0020"/></g:SeriesKey>`, i) + obs.String() + `</g:Series>`
		}}
	}
	var obs strings.Builder
	for i, p := range periods {
		fmt.Fprintf(&obs, "    <Obs TIME_PERIOD=%q OBS_VALUE=\"%d.%d\" OBS_STATUS=\"e\"/>\n", p, i*37, i)
	}
	return &message{first: specific21 + head + `<m:DataSet ss:structureRef="S">`, last: specificEnd, size: size, series: func(i int) string {
		return fmt.Sprintf("  <Series FREQ=\"Q\" REF_AREA=\"ITC%d\" ECON_ACTIVITY_NACE_2007=\"0020\">\n", i) + obs.String() + "  </Series>\n"
	}}
}

func drained(t testing.TB, r io.ReadSeeker) (rows int64) {
	t.Helper()
	m, err := Open(r)
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := m.Next(); errors.Is(err, io.EOF) {
			return m.observations
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkRead counts the bytes of the file once, though they are read twice.
func BenchmarkRead(b *testing.B) {
	for _, kind := range []string{"generic", "structure_specific"} {
		b.Run(kind, func(b *testing.B) {
			const size = 20 << 20
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				drained(b, generated(kind, size))
			}
		})
	}
}

func BenchmarkSurvey(b *testing.B) {
	for _, kind := range []string{"generic", "structure_specific"} {
		b.Run(kind, func(b *testing.B) {
			const size = 20 << 20
			b.SetBytes(size)
			for b.Loop() {
				m := generated(kind, size)
				if _, err := m.Seek(0, io.SeekStart); err != nil {
					b.Fatal(err)
				}
				if _, err := takeSurvey(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestMemory reads a message of 32 MB: what is live in between must not grow with it.
func TestMemory(t *testing.T) {
	for _, kind := range []string{"generic", "structure_specific"} {
		t.Run(kind, func(t *testing.T) {
			m, err := Open(generated(kind, 32<<20))
			if err != nil {
				t.Fatal(err)
			}
			var most uint64
			for i := 0; ; i++ {
				if _, err := m.Next(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				if i%40_000 == 0 {
					var s runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&s)
					most = max(most, s.HeapAlloc)
				}
			}
			if most > 16<<20 {
				t.Errorf("%d bytes are live", most)
			}
		})
	}
}
