// SPDX-License-Identifier: MIT

// channels DISCIPLINE: what Go takes for what ../task_contest measures; prints the figures as JSON. How many
// processors it uses is GOMAXPROCS.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	roundTrips     = 300_000
	slowRoundTrips = 10_000
	streamed       = 3_000_000
	spawned        = 300_000
	blocked        = 1_000_000
)

func each(from time.Time, count int) float64 {
	return float64(time.Since(from).Nanoseconds()) / float64(count)
}

func play(times int, pinned bool) float64 {
	there, back := make(chan int), make(chan int)
	go func() {
		if pinned {
			runtime.LockOSThread()
		}
		for time := 0; time < times; time++ {
			back <- <-there
		}
	}()
	done := make(chan float64)
	go func() {
		if pinned {
			runtime.LockOSThread()
		}
		from := time.Now()
		for time := 0; time < times; time++ {
			there <- time
			<-back
		}
		done <- each(from, 2*times)
	}()
	return <-done
}

func hop() map[string]float64 {
	play(roundTrips/10, false)
	return map[string]float64{"hop": play(roundTrips, false)}
}

func hopPinned() map[string]float64 {
	return map[string]float64{"hop": play(slowRoundTrips, true)}
}

func stream() map[string]float64 {
	items := make(chan int, 1024)
	go func() {
		for item := 0; item < streamed; item++ {
			items <- item
		}
		close(items)
	}()
	from := time.Now()
	count := 0
	for range items {
		count++
	}
	return map[string]float64{"item": each(from, count)}
}

func spawnOnce(times int) float64 {
	done := make(chan struct{})
	from := time.Now()
	for time := 0; time < times; time++ {
		go func() { done <- struct{}{} }()
		<-done
	}
	return each(from, times)
}

func spawnBatches(times int) float64 {
	const batch = 100
	from := time.Now()
	for time := 0; time < times; time += batch {
		var group sync.WaitGroup
		group.Add(batch)
		for one := 0; one < batch; one++ {
			go func() { group.Done() }()
		}
		group.Wait()
	}
	return each(from, times)
}

func spawn() map[string]float64 {
	spawnOnce(spawned / 10)
	spawnBatches(spawned / 10)
	return map[string]float64{"each": spawnOnce(spawned), "batched": spawnBatches(spawned)}
}

func residentBytes() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	var all, resident float64
	fmt.Sscan(strings.TrimSpace(string(text)), &all, &resident)
	return resident * float64(os.Getpagesize())
}

func blockedMillion() map[string]float64 {
	items := make(chan int)
	var begun int32
	var group sync.WaitGroup
	group.Add(blocked)
	figures := map[string]float64{}
	before := residentBytes()
	from := time.Now()
	for number := 0; number < blocked; number++ {
		go func() {
			atomic.AddInt32(&begun, 1)
			<-items
			group.Done()
		}()
	}
	for atomic.LoadInt32(&begun) < blocked {
		runtime.Gosched()
	}
	figures["create"] = each(from, blocked)
	figures["bytes"] = (residentBytes() - before) / blocked
	from = time.Now()
	for item := 0; item < blocked; item++ {
		items <- item
	}
	group.Wait()
	figures["wake"] = each(from, blocked)
	return figures
}

func main() {
	disciplines := map[string]func() map[string]float64{
		"hop": hop, "hop-pinned": hopPinned, "stream": stream, "spawn": spawn, "blocked": blockedMillion,
	}
	if len(os.Args) == 2 {
		if measure, known := disciplines[os.Args[1]]; known {
			text, _ := json.Marshal(measure())
			fmt.Println(string(text))
			return
		}
	}
	fmt.Fprintln(os.Stderr, "usage: channels hop|hop-pinned|stream|spawn|blocked")
	os.Exit(2)
}
