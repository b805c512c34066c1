//go:build slow

package ingest

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"fabbisogno/datasets/warehouse"
)

// discard is a warehouse that reads the rows of a load and forgets them.
type discard struct {
	memory
	rows int64
}

func (d *discard) Load(_ context.Context, l warehouse.Load) error {
	for b, err := range l.Rows {
		if err != nil {
			return err
		}
		d.rows += int64(len(b.Observations))
	}
	return nil
}

// heapOf runs a function and gives the most that the heap held meanwhile, in MiB.
func heapOf(run func()) int64 {
	runtime.GC()
	var most atomic.Int64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), int64(m.HeapInuse>>20)))
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	run()
	close(done)
	<-stopped
	return most.Load()
}

// honest writes a table of about so many bytes and gives the number of its rows,
// which are as long as those of real files with notes.
func honest(t *testing.T, w io.Writer, size int64) (rows int64) {
	t.Helper()
	b := bufio.NewWriterSize(w, 1<<20)
	n, err := b.WriteString(honestHeader)
	for written := int64(n); written < size && err == nil; rows++ {
		n, err = fmt.Fprintf(b, "IT1:534_1038(1.0),Q,IT,JVC,Y,C%d,F,%d-Q%d,2.%d,p,TIPO_DATO_POSTI_VACANTI__DATI_DESTAGIONALIZZATI_DI_FONTE_AMMINISTRATIVA_E_DI_INDAGINE\n", rows/800, 1900+rows/4%200, rows%4+1, rows%10)
		written += int64(n)
	}
	if err = errors.Join(err, b.Flush()); err != nil {
		t.Fatal(err)
	}
	return rows
}

const honestHeader = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS,NOTE_DS\n"

// TestGzipBomb is case 22: a gzip file that unpacks to more than 1 GiB is refused
// by its size, under 300 MB of memory.
func TestGzipBomb(t *testing.T) {
	for name, write := range map[string]func(io.Writer){
		"one_cell": func(w io.Writer) {
			chunk := make([]byte, 1<<20)
			for i := range chunk {
				chunk[i] = 'x'
			}
			_, _ = io.WriteString(w, honestHeader)
			for range 1100 {
				_, _ = w.Write(chunk)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.csv.gz")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
			if err != nil {
				t.Fatal(err)
			}
			write(z)
			if err := errors.Join(z.Close(), f.Close()); err != nil {
				t.Fatal(err)
			}
			g := newIngester(t, &discard{})
			start := time.Now()
			heap := heapOf(func() { _, err = g.File(context.Background(), Request{Path: path, Table: "istat_vacancies"}) })
			var s *SourceError
			if !errors.As(err, &s) || s.Rule != "size" {
				t.Errorf("got %v, want the rule size", err)
			}
			t.Logf("%v, %d MiB of heap", time.Since(start), heap)
			if heap > 300 {
				t.Errorf("%d MiB of heap, want at most 300", heap)
			}
		})
	}
}

const honestBytes = 3e9

// TestThreeGigabytes is case 29: an honest file of 3 GB is read row by row, under
// 500 MB of memory.
func TestThreeGigabytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := honest(t, f, honestBytes)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	db := &discard{}
	g := newIngester(t, db)
	var rep Report
	start := time.Now()
	heap := heapOf(func() { rep, err = g.File(context.Background(), Request{Path: path}) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows in %v, %d MiB of heap", rows, time.Since(start), heap)
	if rep.Counts.Loaded != rows || db.rows != rows || rep.Counts.Rejected > 0 {
		t.Errorf("%+v, %d rows reached the warehouse of %d", rep.Counts, db.rows, rows)
	}
	if heap > 500 {
		t.Errorf("%d MiB of heap, want at most 500", heap)
	}
}
