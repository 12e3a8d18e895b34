package demo

import (
	"fmt"
	"slices"
)

// settle moves numbers by ones until they sum to total, each within its bounds,
// in turn and in the order of the dice, so that no unit bears it all.
func settle(d *dice, values []int, lo, hi func(i int) int, total int) {
	sum := 0
	for _, v := range values {
		sum += v
	}
	for sum != total {
		before := sum
		for _, i := range d.order(len(values)) {
			switch {
			case sum < total && values[i] < hi(i):
				values[i]++
				sum++
			case sum > total && values[i] > lo(i):
				values[i]--
				sum--
			}
		}
		if sum == before {
			panic(fmt.Sprintf("demo: a total of %d cannot be reached from %d", total, sum))
		}
	}
}

// settleStaff gives the units with their staff strayed a little and then
// settled to a total.
func settleStaff(seed uint64, us []unit, total int) []unit {
	d := newDice(seed, "staff of "+us[0].group)
	staff := make([]int, len(us))
	for i, u := range us {
		staff[i] = u.staff + d.bell(max(u.staff/25, 1))
	}
	settle(d, staff, func(int) int { return 30 }, func(int) int { return 200 }, total)
	out := slices.Clone(us)
	for i := range out {
		out[i].staff = staff[i]
	}
	return out
}

// settleItem settles one item of several units to a total, between two of their
// own numbers.
func settleItem(seed uint64, name, item string, fs []facts, lo, hi func(f facts) int, total int) {
	values := make([]int, len(fs))
	for i, f := range fs {
		values[i] = f.number(item)
	}
	settle(newDice(seed, name), values, func(i int) int { return lo(fs[i]) }, func(i int) int { return hi(fs[i]) }, total)
	for i, f := range fs {
		f.give(item, values[i])
	}
}
