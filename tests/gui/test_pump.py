"""The pump: nothing is lost or reordered, a tick keeps its budget, no timer survives `stop`."""

import contextlib

from messenger.gui.pump import BUDGET_S, BUSY_MS, FIRST_BATCH, IDLE_MS, Batch, Pump, Source


class Clock:
    """A clock that only moves when somebody works."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Root:
    """What the pump uses of a Tk widget; like Windows' it can't wait for a bell."""

    tk = None

    def __init__(self):
        self.timers, self.count = {}, 0

    def after(self, delay_ms, call):
        self.count += 1
        self.timers[f"after#{self.count}"] = (delay_ms, call)
        return f"after#{self.count}"

    def after_cancel(self, timer):
        del self.timers[timer]

    def run(self):
        """Run the one timer there is and tell its delay."""
        ((timer, (delay_ms, call)),) = self.timers.items()
        del self.timers[timer]
        call()
        return delay_ms


def make(items, cost_s=0.0001):
    """A pump over a list of items that cost so much each; returns the batches."""
    clock, root, taken, waiting = Clock(), Root(), [], list(items)

    def poll(most):
        found, waiting[:] = waiting[:most], waiting[most:]
        return found

    def take(batch):
        taken.append(list(batch))
        clock.now += cost_s * len(batch)

    pump = Pump(root, clock=clock)
    pump.add(Source(poll, take))
    pump.start()
    return pump, root, taken


def test_every_item_comes_once_and_in_order():
    pump, root, taken = make(range(5000))
    while sum(map(len, taken)) < 5000:
        root.run()
    assert [item for batch in taken for item in batch] == list(range(5000))
    assert pump.longest_s < 3 * BUDGET_S


def test_dear_items_come_in_smaller_batches():
    _, root, taken = make(range(500), cost_s=0.002)
    root.run()
    root.run()
    assert len(taken[0]) == FIRST_BATCH
    assert len(taken[1]) * 0.002 <= BUDGET_S


def test_a_busy_pump_comes_back_at_once_and_an_idle_one_rests():
    _, root, _ = make(range(500), cost_s=0.001)
    assert root.run() == IDLE_MS
    assert root.run() == BUSY_MS
    while root.run() == BUSY_MS:
        pass
    assert root.run() == IDLE_MS


def test_one_look_never_doubles_more_than_twice():
    batch = Batch()
    batch.learn(64, 1e-9)
    assert batch.size == 2 * FIRST_BATCH


def test_a_fault_does_not_stop_the_clock():
    root = Root()

    def boom():
        raise RuntimeError("boom")

    pump = Pump(root, before=boom)
    pump.start()
    with contextlib.suppress(RuntimeError):
        root.run()
    assert len(root.timers) == 1


def test_no_timer_is_left_after_stop():
    pump, root, _ = make([])
    root.run()
    pump.stop()
    assert root.timers == {}


def test_stopping_inside_a_tick_leaves_no_timer():
    root = Root()
    pump = Pump(root, before=lambda: pump.stop())
    pump.start()
    root.run()
    assert root.timers == {}
