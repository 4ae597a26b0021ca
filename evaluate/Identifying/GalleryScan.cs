using System.Numerics;
using System.Runtime.InteropServices;

namespace Analytics.Evaluate.Identifying;

/// <summary>Who of a gallery is nearest to a probe.</summary>
internal readonly record struct Nearest(int Entry, float Similarity);

/// <summary>Exact f32 search of all probes in a gallery that grows part by part.</summary>
internal sealed class GalleryScan
{
    private const int Four = 4;
    private const int Block = 64;

    private readonly float[][] _probes;
    private readonly Nearest[] _best;
    private int _entries;

    public GalleryScan(IReadOnlyList<float[]> probes)
    {
        _probes = [.. probes];
        _best = new Nearest[probes.Count];
        Array.Fill(_best, new Nearest(-1, -1));
    }

    /// <summary>The nearest of each probe by now.</summary>
    public Nearest[] Snapshot() => [.. _best];

    /// <summary>Adds entries, side by side in memory; their numbers follow on.</summary>
    public void Add(float[] entries, int length)
    {
        var count = entries.Length / length;
        var blocks = (_probes.Length + Block - 1) / Block;
        Parallel.For(0, blocks, block =>
        {
            var end = Math.Min(_probes.Length, (block + 1) * Block);
            for (var entry = 0; entry < count; entry++)
            {
                var template = entries.AsSpan(entry * length, length);
                var probe = block * Block;
                for (; probe + Four <= end; probe += Four)
                {
                    Compare(template, probe, _entries + entry);
                }

                for (; probe < end; probe++)
                {
                    Keep(probe, _entries + entry, System.Numerics.Tensors.TensorPrimitives.Dot<float>(template, _probes[probe]));
                }
            }
        });
        _entries += count;
    }

    // Four probes share each load of the entry.
    private void Compare(ReadOnlySpan<float> template, int probe, int entry)
    {
        var e = MemoryMarshal.Cast<float, Vector<float>>(template);
        var a = MemoryMarshal.Cast<float, Vector<float>>(_probes[probe].AsSpan());
        var b = MemoryMarshal.Cast<float, Vector<float>>(_probes[probe + 1].AsSpan());
        var c = MemoryMarshal.Cast<float, Vector<float>>(_probes[probe + 2].AsSpan());
        var d = MemoryMarshal.Cast<float, Vector<float>>(_probes[probe + 3].AsSpan());
        Vector<float> sa = default, sb = default, sc = default, sd = default;
        for (var i = 0; i < e.Length; i++)
        {
            sa = Vector.FusedMultiplyAdd(e[i], a[i], sa);
            sb = Vector.FusedMultiplyAdd(e[i], b[i], sb);
            sc = Vector.FusedMultiplyAdd(e[i], c[i], sc);
            sd = Vector.FusedMultiplyAdd(e[i], d[i], sd);
        }

        Keep(probe, entry, Vector.Sum(sa));
        Keep(probe + 1, entry, Vector.Sum(sb));
        Keep(probe + 2, entry, Vector.Sum(sc));
        Keep(probe + 3, entry, Vector.Sum(sd));
    }

    private void Keep(int probe, int entry, float similarity)
    {
        if (similarity > _best[probe].Similarity)
        {
            _best[probe] = new Nearest(entry, similarity);
        }
    }
}
