using Analytics.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Api;

/// <summary>Something that a node needs before it can do its work.</summary>
public interface IReadinessCheck
{
    /// <summary>What is checked, a word.</summary>
    string Name { get; }

    /// <summary>Why the node cannot do its work; none when it can. It holds no secret, but says what the site is made of.</summary>
    ValueTask<string?> FaultAsync(CancellationToken cancellationToken);
}

/// <summary>
/// How a node is. Each check runs by itself, and whoever asks hears the last result: however many ask, the checks run no more often. One
/// that does not answer holds up neither the others nor who asks, and is not begun again before it ends. (ASP.NET's own service waits for all
/// checks of a round, and begins rounds beside those that hang.)
/// </summary>
internal sealed class Readiness : BackgroundService
{
    /// <summary>How long after a check that passed it runs again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How long after a check that did not pass it runs again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<IReadinessCheck> _checks;
    private readonly CheckView[] _views;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>All checks, none of which has run.</summary>
    public Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<Readiness> logger)
    {
        (_checks, _time, _logger) = ([.. checks], time, logger);
        _views = [.. _checks.Select(check => new CheckView(check.Name, "has not been checked yet"))];
    }

    /// <summary>The last result of each check.</summary>
    public ReadinessView View
    {
        get
        {
            lock (_views)
            {
                return new(_views.All(view => view.Fault is null), [.. _views]);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_checks.Select((check, i) => FollowAsync(check, i, stoppingToken)));

    private async Task FollowAsync(IReadinessCheck check, int i, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);

            // Not on this thread: a check may block before it is asynchronous.
            var answer = Task.Run(() => check.FaultAsync(limit.Token).AsTask(), CancellationToken.None);
            var first = await Task.WhenAny(answer, Task.Delay(Limit, _time, stop));
            if (first != answer && !stop.IsCancellationRequested)
            {
                Tell(i, $"no answer within {Limit.TotalSeconds:0} s", null);
                await limit.CancelAsync();
                await ((Task)answer).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (answer.IsCompleted)
            {
                var (fault, cause) = answer.IsCompletedSuccessfully ? (await answer, null) : FaultOf(answer);
                Tell(i, fault, cause);
            }

            await Task.Delay(_views[i].Fault is null ? Interval : Retry, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static (string Fault, Exception? Cause) FaultOf(Task answer) => answer.Exception?.InnerException switch
    {
        UserErrorException known => (known.Message, null),
        { } unknown => ($"the check failed ({unknown.GetType().Name})", unknown),
        null => ("the check was cancelled", null),
    };

    private void Tell(int i, string? fault, Exception? cause)
    {
        fault = fault is null ? null : Masking.Apply(fault);
        var before = _views[i];
        lock (_views)
        {
            _views[i] = before with { Fault = fault };
        }

        if (fault is null && before.Fault is not null)
        {
            _logger.LogInformation("Ready as to {Check}", before.Name);
        }
        else if (fault != before.Fault)
        {
            _logger.LogWarning(cause, "Not ready as to {Check}: {Reason}", before.Name, fault);
        }
    }
}
