package reconcile

import (
	"sync"
	"sync/atomic"
)

// diagonal reconciles by weighted least squares with a variance for every node:
// in one sweep on a tree, by conjugate gradients on crossed groupings.
type diagonal struct {
	h       *Hierarchy
	w       []float64
	o       Options
	gains   gains
	crossed *crossed
}

func newDiagonal(h *Hierarchy, w []float64, o Options) *diagonal {
	d := &diagonal{h: h, w: w, o: o}
	if h.tree != nil && !o.Iterative {
		d.gains = h.tree.gains(w)
	} else {
		d.crossed = newCrossed(h, w, o)
	}
	return d
}

// fixing is the same problem with some bottom series known to be what y says.
func (d *diagonal) fixing(fixed []bool) *diagonal {
	w := append([]float64(nil), d.w...)
	for j, f := range fixed {
		if f {
			w[d.h.sums.rows+j] = 0
		}
	}
	return newDiagonal(d.h, w, d.o)
}

// columnsAtATime bounds the memory of a worker.
const columnsAtATime = 16

// reconcileTo sets dst to the reconciled y, both nodes x columns; it returns the
// largest number of iterations of a column. dst and y may be the same.
func (d *diagonal) reconcileTo(dst, y Matrix) (int, error) {
	var most atomic.Int64
	err := inBlocks(y.Cols, d.o.Workers, func() func(from, to int) error {
		var s []float64
		var r *room
		return func(from, to int) error {
			if d.crossed == nil {
				if s == nil {
					s = make([]float64, d.h.tree.a*columnsAtATime)
				}
				d.h.tree.sweepTo(dst, y, from, to, d.gains, s)
				return nil
			}
			if r == nil {
				r = d.crossed.room(min(columnsAtATime, y.Cols))
			}
			its, err := d.crossed.solveTo(dst, y, from, to, r)
			for old := most.Load(); int64(its) > old && !most.CompareAndSwap(old, int64(its)); old = most.Load() {
			}
			return err
		}
	})
	if err != nil {
		return int(most.Load()), err
	}
	d.h.aggregateTo(dst)
	return int(most.Load()), nil
}

// inBlocks runs work over the columns in blocks, by as many workers as given,
// each made by its own call of start. Every column lies in the same block
// whatever the number of workers. The error of the first block that failed is
// returned.
func inBlocks(cols, workers int, start func() func(from, to int) error) error {
	blocks := (cols + columnsAtATime - 1) / columnsAtATime
	errs := make([]error, blocks)
	var next atomic.Int64
	run := func() {
		work := start()
		for {
			b := int(next.Add(1)) - 1
			if b >= blocks {
				return
			}
			// Blocks of like size, so that no worker waits for a large one.
			errs[b] = work(b*cols/blocks, (b+1)*cols/blocks)
		}
	}
	var wait sync.WaitGroup
	for range min(max(workers, 1), blocks) - 1 {
		wait.Go(run)
	}
	run()
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
