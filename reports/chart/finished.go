package chart

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"time"
)

// finished keeps whole drawings, with labels, title and ids, by the hash of the
// program and of everything a request says. What another program finished is of no
// use and is removed. An entry carries its own hash; whoever publishes a drawing
// checks it as one from anywhere. The zero value keeps nothing.
type finished struct {
	dir, program string
	now          time.Time // as in cache
}

const finishedPrefix = "finished-"

// newFinished makes the folder of a program's drawings in the cache.
func newFinished(cacheDir, program string, now time.Time) (finished, error) {
	if cacheDir == "" || program == "" {
		return finished{}, nil
	}
	f := finished{filepath.Join(cacheDir, finishedPrefix+digest([]byte(program))[:16]), program, now}
	others, err := filepath.Glob(filepath.Join(cacheDir, finishedPrefix+"*"))
	if err != nil {
		return finished{}, err
	}
	for _, other := range others {
		if other == f.dir {
			continue
		}
		if err := os.RemoveAll(other); err != nil {
			return finished{}, err
		}
	}
	return f, os.MkdirAll(f.dir, 0o755)
}

// through gives the drawing that is kept, or makes and keeps it.
func (f finished) through(r Request, render func(Request) ([]byte, error)) ([]byte, error) {
	if f.dir == "" {
		return render(r)
	}
	said, err := spell(nil, reflect.ValueOf(r))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, digest([]byte(f.program), said)+".svg")
	if svg, ok := load(path, f.now); ok {
		return svg, nil
	}
	svg, err := render(r)
	if err != nil {
		return nil, err
	}
	return svg, save(path, svg, f.now)
}

// spell appends all that a value holds, fields that are not exported and numbers that
// are none too, so that two values are spelt alike only if they are alike.
func spell(to []byte, v reflect.Value) ([]byte, error) {
	var err error
	switch v.Kind() {
	case reflect.Invalid:
		return append(to, 0), nil
	case reflect.Bool:
		if v.Bool() {
			return append(to, 1), nil
		}
		return append(to, 0), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.BigEndian.AppendUint64(to, uint64(v.Int())), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.BigEndian.AppendUint64(to, v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return binary.BigEndian.AppendUint64(to, math.Float64bits(v.Float())), nil
	case reflect.String:
		to = binary.BigEndian.AppendUint64(to, uint64(v.Len()))
		return append(to, v.String()...), nil
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return append(to, 0), nil
		}
		if to, err = spell(append(to, 1), reflect.ValueOf(v.Elem().Type().String())); err != nil {
			return nil, err
		}
		return spell(to, v.Elem())
	case reflect.Slice, reflect.Array:
		to = binary.BigEndian.AppendUint64(to, uint64(v.Len()))
		for i := range v.Len() {
			if to, err = spell(to, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return to, nil
	case reflect.Struct:
		for i := range v.NumField() {
			if to, err = spell(to, v.Field(i)); err != nil {
				return nil, err
			}
		}
		return to, nil
	}
	return nil, fmt.Errorf("a drawing's request holds a %s, which has no one spelling", v.Type())
}
