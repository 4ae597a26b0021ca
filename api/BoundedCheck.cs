using Analytics.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Api;

/// <summary>
/// A check that may block or hang. It runs aside; after <see cref="Limit"/> it counts as failed, and the next turn waits for the same run
/// instead of beginning another one beside it.
/// </summary>
/// <param name="fault">Why the node cannot do its work; none when it can.</param>
internal sealed class BoundedCheck(Func<CancellationToken, ValueTask<string?>> fault) : IHealthCheck
{
    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private Task<string?>? _running;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Not on this thread: a check may block before it is asynchronous.
        var running = _running ??= Task.Run(() => fault(CancellationToken.None).AsTask(), CancellationToken.None);
        try
        {
            var answer = await running.WaitAsync(Limit, cancellationToken);
            _running = null;
            return answer is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(answer);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            return HealthCheckResult.Unhealthy($"no answer within {Limit.TotalSeconds:0} s");
        }
        catch (Exception failed) when (running.IsCompleted)
        {
            _running = null;
            return failed is FailureException ? HealthCheckResult.Unhealthy(failed.Message)
                : HealthCheckResult.Unhealthy($"the check failed ({failed.GetType().Name})", failed);
        }
    }
}
