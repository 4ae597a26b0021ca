using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Cluster.Sharding;
using Akka.DistributedData;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Analytics.Runtime.Network;

namespace Analytics.Site;

/// <summary>Remoting and clustering as our options say.</summary>
public static class ClusterSetup
{
    /// <summary>The name of the actor system; the same on all nodes.</summary>
    public const string SystemName = "analytics";

    // A message between nodes is small: an order, a verdict, a status. Pictures and templates go over the bus.
    private const int LargestFrame = 32 * 1024;

    /// <summary>Makes the actor system a node of the site.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="options">Addresses and limits of time.</param>
    /// <param name="roles">What this node does.</param>
    /// <param name="known">Nodes that the site had when this one last ran.</param>
    /// <param name="isAlone">Whether no other node can join: then no port is opened.</param>
    /// <exception cref="FailureException">A seed is no address, or a certificate cannot be used.</exception>
    public static AkkaConfigurationBuilder WithSite(
        this AkkaConfigurationBuilder akka, ClusterOptions options, IReadOnlyList<string> roles, IReadOnlyList<string> known,
        bool isAlone = false)
    {
        var scheme = options.CertificateFile is null || isAlone ? "akka.tcp" : "akka.ssl.tcp";
        IEnumerable<string> seeds = options.Seeds.Count > 0
            ? options.Seeds.Concat(known).Distinct() : [$"{options.Host}:{options.Port.ToString(CultureInfo.InvariantCulture)}"];
        akka.WithClustering(new Akka.Cluster.Hosting.ClusterOptions
        {
            Roles = [.. roles],
            SeedNodes = [.. seeds.Select(seed => $"{scheme}://{SystemName}@{Checked(seed)}")],
            SplitBrainResolver = new KeepMajorityOption(),
        });
        if (isAlone)
        {
            akka.AddHocon(Alone(options), HoconAddMode.Prepend);
        }
        else
        {
            akka.WithRemoting(new RemoteOptions
            {
                HostName = options.Bind ?? options.Host,
                PublicHostName = options.Host,
                Port = options.Port,
                MaxFrameSize = LargestFrame,
                EnableSsl = options.CertificateFile is not null,
            });
        }

        // What sharding sends is understood from the first moment on, not only once its region has begun here.
        akka.AddHocon(Timing(options), HoconAddMode.Prepend)
            .AddHocon(ClusterSharding.DefaultConfig().WithFallback(DistributedData.DefaultConfig()), HoconAddMode.Append)
            .WithCustomSerializer("site", SiteMessages.Kinds, system => new SiteSerializer(system));
        if (options.CertificateFile is not null && !isAlone)
        {
            akka.AddSetup(ClusterTls.Of(options));
        }

        return akka;
    }

    /// <summary>Checks that strangers cannot join: nodes that others reach speak TLS.</summary>
    /// <exception cref="FailureException">They could, or a certificate cannot be used.</exception>
    public static void Check(ClusterOptions options)
    {
        var bind = options.Bind ?? options.Host;
        if (options.CertificateFile is not null)
        {
            ClusterTls.Of(options);
        }
        else if (!ListenUrl.IsLoopback(bind))
        {
            throw new InvalidException(
                $"Cluster:{(options.Bind is null ? "Host" : "Bind")} is '{bind}', which other machines can reach, and there is no "
                + $"TLS: any machine that reaches port {options.Port} could join the site. Set Cluster:CertificateFile, "
                + "Cluster:KeyFile and Cluster:CaFile "
                + "on all nodes, or use a loopback address, for example 127.0.0.1.");
        }
    }

    /// <summary>The address of a node as we write it, <c>host:port</c>.</summary>
    public static string NodeOf(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    // No port is opened.
    private static string Alone(ClusterOptions options) => $$"""
        akka.remote {
          enabled-transports = ["akka.remote.alone"]
          alone {
            transport-class = "{{typeof(LoneTransport).AssemblyQualifiedName}}"
            applied-adapters = []
            hostname = "{{options.Host}}"
            port = {{options.Port}}
          }
        }
        """;

    // What the typed options do not cover.
    private static string Timing(ClusterOptions options) => $$"""
        akka {
          actor.serializers.json = "{{typeof(RefusingSerializer).AssemblyQualifiedName}}"
          remote {
            retry-gate-closed-for = 1s
            # After a node was downed, messages from its old process are ignored.
            quarantine-after-silence = 1h
          }
          cluster {
            retry-unsuccessful-join-after = 2s
            gossip-interval = 250ms
            leader-actions-interval = 250ms
            unreachable-nodes-reaper-interval = 250ms
            run-coordinated-shutdown-when-down = on
            # One that learns from what was, and waits longer on a busy machine, would not keep its word.
            failure-detector {
              implementation-class = "Akka.Remote.DeadlineFailureDetector, Akka.Remote"
              heartbeat-interval = 500ms
              acceptable-heartbeat-pause = {{Length(options.FailurePause)}}
            }
            down-removal-margin = {{Length(options.RemovalMargin)}}
            split-brain-resolver {
              stable-after = {{Length(options.StableAfter)}}
              down-all-when-unstable = {{Length(4 * options.StableAfter)}}
            }
            singleton.hand-over-retry-interval = 250ms
            sharding {
              state-store-mode = ddata
              remember-entities = off
              passivate-idle-entity-after = off
              distributed-data.durable.keys = []

              # A majority of the nodes there are suffices, or one that died would hold up the others until it is downed.
              distributed-data.majority-min-cap = 2
              coordinator-state.write-majority-plus = 0
              coordinator-state.read-majority-plus = 0
              handoff-timeout = {{Length(options.DrainTimeout)}}
              retry-interval = 200ms
              rebalance-interval = 2s
              coordinator-failure-backoff = 1s
              shard-failure-backoff = 1s
              waiting-for-state-timeout = 1s
              updating-state-timeout = 2s
            }
            distributed-data.gossip-interval = 1s
          }
          coordinated-shutdown {
            exit-clr = off
            phases {
              cluster-sharding-shutdown-region.timeout = {{Length(options.DrainTimeout)}}
              cluster-leave.timeout = {{Length(options.DrainTimeout)}}
            }
          }
        }
        """;

    private static string Length(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");

    private static string Checked(string seed)
    {
        var colon = seed.LastIndexOf(':');
        return colon > 0 && Uri.CheckHostName(seed[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            && ushort.TryParse(seed[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? seed
            : throw new InvalidException($"'{seed}' is not the address of a node. Write host:port, for example 10.0.0.1:7441.");
    }
}
