using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.Testing.Kubernetes;
using k8s;
using k8s.Models;

namespace FlowForge.Benchmarks;

/// <summary>What watching many running jobs on Kubernetes costs: memory, traffic, calls.</summary>
internal static class ClusterBenchmark
{
    private const int Jobs = 10_000, Changes = 1_000;
    private const string Namespace = "flowforge-jobs";
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5), Shortened = TimeSpan.FromSeconds(2), Watched = TimeSpan.FromSeconds(20);

    public static async Task<bool> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        await using var cluster = await FakeCluster.StartAsync(new FakeClusterOptions { RunPods = true });
        cluster.AddNamespace(Namespace);
        for (var number = 0; number < Jobs; number++) cluster.Add(Job(number));
        Console.WriteLine($"{Jobs:N0} jobs run in the fake after {watch.Elapsed.TotalSeconds:N0} s");
        await MemoryAsync(cluster, forJobManager: false);
        await MemoryAsync(cluster, forJobManager: true);
        await TrafficAsync(cluster);
        await CallsAsync(cluster);
        return true;
    }

    private static async Task MemoryAsync(FakeCluster cluster, bool forJobManager)
    {
        // By what is free once it is gone: the fake lives in the same process. The first round makes what is made once for the process.
        await HeldAsync(cluster, forJobManager);
        await CollectAsync();
        var (held, took, bytes, calls) = await HeldAsync(cluster, forJobManager);
        var free = await CollectAsync();
        Console.WriteLine($"managed memory {(forJobManager ? "with manifests, as the job manager keeps them" : "of Jobs and pods")}: {(held - free) / (double)Jobs:N0} bytes a job, {(held - free) / 1048576.0:N1} MiB in all; listed in {took.TotalSeconds:N0} s, {bytes / (double)Jobs:N0} bytes a job, {calls} calls");
    }

    private static async Task<(long Held, TimeSpan Took, long Bytes, int Calls)> HeldAsync(FakeCluster cluster, bool forJobManager)
    {
        await using var watched = await WatchedCluster.StartAsync(cluster, Namespace, forJobManager);
        return (await CollectAsync(), watched.Took, watched.Counter.Bytes, watched.Counter.Calls);
    }

    /// <summary>What is held after everything that can go has gone; connections that were closed take a moment.</summary>
    private static async Task<long> CollectAsync()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task TrafficAsync(FakeCluster cluster)
    {
        await using var watched = await WatchedCluster.StartAsync(cluster, Namespace, forJobManager: false);
        var pods = Enumerable.Range(0, Changes).Select(number => cluster.PodsOf(Name(number), Namespace).Single()).ToList();
        await PrintAsync("a change of a pod's status", () => pods.ForEach(pod => pod.Report(new V1PodStatus { Message = "changed" })));
        await PrintAsync("a job's end (pod and Job)", () => pods.ForEach(pod => pod.Exit(0)));

        async Task PrintAsync(string what, Action change)
        {
            var (before, calls) = (watched.Counter.Bytes, watched.Counter.Calls);
            change();
            await watched.QuietAsync();
            Console.WriteLine($"watch traffic of {what}: {(watched.Counter.Bytes - before) / (double)Changes:N0} bytes, uncompressed; {watched.Counter.Calls - calls} calls");
        }
    }

    private static async Task CallsAsync(FakeCluster cluster)
    {
        await using var watched = await WatchedCluster.StartAsync(cluster, Namespace, forJobManager: false, Shortened);
        var (before, asked, clock) = (watched.Counter.Calls, 0, Stopwatch.StartNew());
        while (clock.Elapsed < Watched)
        {
            await watched.Runtime.ObserveAsync(new JobRef(JobId.Parse(Name(Changes + (asked++ % (Jobs - Changes)))), 1, null, Namespace));
            if (asked % Jobs == 0) await Task.Yield();
        }

        var calls = watched.Counter.Calls - before;
        Console.WriteLine($"{asked:N0} observations in {clock.Elapsed.TotalSeconds:N0} s and {calls} calls with watches of {Shortened.TotalSeconds:N0} s; with watches of {Usual.TotalMinutes:N0} min that is {calls / clock.Elapsed.TotalHours * (Shortened / Usual):N0} calls an hour, for {Jobs:N0} jobs");
    }

    private static string Name(int number) => $"build-{number}";

    private static V1Job Job(int number)
    {
        var job = KubernetesYaml.LoadAllFromString(Manifest).OfType<V1Job>().Single();
        job.Metadata.Name = job.Metadata.Labels["flowforge.io/job-id"] = job.Spec.Template.Metadata.Labels["flowforge.io/job-id"] = Name(number);
        job.Metadata.NamespaceProperty = Namespace;
        return job;
    }

    /// <summary>The one that a job manager fills in.</summary>
    private static string Manifest { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "job.yaml"));
}
