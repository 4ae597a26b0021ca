using Akka.Actor;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Site;

namespace Analytics.Benchmarks;

/// <summary>Runs real cameras, each an actor, until their sources have ended.</summary>
internal static class CameraRun
{
    /// <summary>Cameras of files, all read alike.</summary>
    public static IReadOnlyList<CameraSpec> Specs(IEnumerable<string> files, IngestOptions options) =>
        IngestHosting.Cameras(files, options);

    /// <summary>Runs to the end.</summary>
    /// <param name="system">Runs the actors.</param>
    /// <param name="cameras">The cameras.</param>
    /// <param name="reader">Reads their sources.</param>
    /// <param name="pipeline">What is done with their frames.</param>
    /// <param name="lookInterval">How soon a camera should be looked at again; by default at once.</param>
    /// <exception cref="FailureException">A source could not be read to its end.</exception>
    public static async Task ToEndAsync(
        ActorSystem system, IReadOnlyList<CameraSpec> cameras, IFrameReader reader, IngestHosting.Pipeline pipeline,
        Func<CameraSpec, TimeSpan>? lookInterval = null)
    {
        var failure = (string?)null;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new CameraWatch(_ => { }, stopped => failure ??= stopped.Failed ? stopped.Reason : null, ended.SetResult);
        var interval = lookInterval ?? (_ => TimeSpan.Zero);
        Func<CameraSpec, Props> props = spec =>
            Props.Create(
                () => new CameraActor(
                    spec, pipeline, () => interval(spec), reader, TimeProvider.System, (host, port) =>
                        TcpPortCheck.TryAsync(host, port, spec.Rules)));
        var region = system.ActorOf(Props.Create(() => new CameraRegion(cameras, props, watch)));
        await ended.Task;
        await region.GracefulStop(TimeSpan.FromSeconds(10));
        if (failure is not null)
        {
            throw new InvalidException(failure);
        }
    }
}
