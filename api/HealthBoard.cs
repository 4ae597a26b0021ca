using Analytics.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Api;

/// <summary>The last result of each health check; logs what changes.</summary>
internal sealed class HealthBoard : IHealthCheckPublisher
{
    private readonly Lock _gate = new();
    private readonly CheckView[] _views;
    private readonly ILogger _logger;

    /// <summary>All checks that are registered, none of which has run.</summary>
    public HealthBoard(IOptions<HealthCheckServiceOptions> checks, ILogger<HealthBoard> logger)
    {
        _views = [.. checks.Value.Registrations.Select(check => new CheckView(check.Name, "has not been checked yet"))];
        _logger = logger;
    }

    /// <summary>The last result of each check.</summary>
    public ReadinessView View
    {
        get
        {
            lock (_gate)
            {
                return new(_views.All(view => view.Fault is null), [.. _views]);
            }
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            Set(name, entry.Status == HealthStatus.Healthy ? null : Masking.Apply(entry.Description ?? "it failed"), entry.Exception);
        }

        return Task.CompletedTask;
    }

    private void Set(string name, string? fault, Exception? cause)
    {
        CheckView before;
        lock (_gate)
        {
            var place = Array.FindIndex(_views, view => view.Name == name);
            before = _views[place];
            _views[place] = before with { Fault = fault };
        }

        if (fault is null && before.Fault is not null)
        {
            _logger.LogInformation("{Check} is ready", name);
        }
        else if (fault != before.Fault)
        {
            _logger.LogWarning(cause, "{Check} is not ready: {Reason}", name, fault);
        }
    }
}
