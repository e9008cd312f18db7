using System.Globalization;
using FlowForge.Benchmarks;

// A smaller number of pending timers, for a machine on which a million would take too long to store.
var pending = MillionTimersBenchmark.Million;
if (args is [.. var names, var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var fewer) && fewer > 0) (args, pending) = (names, fewer);

var embedded = new SortedDictionary<string, Func<Task<bool>>>
{
    ["cluster"] = ClusterBenchmark.RunAsync,
    ["heartbeats"] = HeartbeatsBenchmark.RunAsync,
    ["registry"] = RegistryBenchmark.RunAsync,
    ["schedule"] = ScheduleBenchmark.RunAsync,
    ["supervisor"] = SupervisorBenchmark.RunAsync,
    ["timers"] = TimersBenchmark.RunAsync,
};
var distributed = new SortedDictionary<string, Func<Task<bool>>>
{
    ["heartbeats-rabbitmq"] = HeartbeatsRabbitMqBenchmark.RunAsync,
    ["ledger-quartz"] = LedgerQuartzBenchmark.RunAsync,
    ["million-timers"] = () => MillionTimersBenchmark.RunAsync(pending),
};

var benchmarks = embedded.Concat(distributed).ToDictionary();
string[] wanted = args switch
{
    ["all"] => [.. embedded.Keys],
    ["distributed"] => [.. distributed.Keys],
    _ => args,
};
if (wanted.Length == 0 || wanted.Any(name => !benchmarks.ContainsKey(name)))
{
    Console.Error.WriteLine($"usage: FlowForge.Benchmarks all | {string.Join(" | ", embedded.Keys)} …   or, with real servers, distributed | {string.Join(" | ", distributed.Keys)} …   million-timers <count>   given: '{string.Join(' ', args)}'");
    return 2;
}

Machine.Describe();
var held = true;
foreach (var name in wanted)
{
    Console.WriteLine($"{Environment.NewLine}== {name} (load before: {Machine.Load()})");
    held &= await benchmarks[name]();
    Console.WriteLine($"(load after: {Machine.Load()})");
}
return held ? 0 : 1;
