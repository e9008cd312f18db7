using FlowForge.Benchmarks;

var benchmarks = new SortedDictionary<string, Func<Task<bool>>>
{
    ["heartbeats"] = HeartbeatsBenchmark.RunAsync,
    ["registry"] = RegistryBenchmark.RunAsync,
    ["schedule"] = ScheduleBenchmark.RunAsync,
    ["supervisor"] = SupervisorBenchmark.RunAsync,
    ["timers"] = TimersBenchmark.RunAsync,
};

var wanted = args is ["all"] ? [.. benchmarks.Keys] : args;
if (wanted.Length == 0 || wanted.Any(name => !benchmarks.ContainsKey(name)))
{
    Console.Error.WriteLine($"usage: FlowForge.Benchmarks all | {string.Join(" | ", benchmarks.Keys)} …   given: '{string.Join(' ', args)}'");
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
