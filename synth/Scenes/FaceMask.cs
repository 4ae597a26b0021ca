using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>Which pixels show a face, and how much of it is left when others step before it.</summary>
internal sealed class FaceMask
{
    /// <summary>A face that is not in the picture.</summary>
    public static readonly FaceMask Nothing = new(default, []);

    private readonly Tile _tile;
    private readonly float[] _face;
    private readonly float _whole;

    /// <param name="tile">Where the figure was drawn.</param>
    /// <param name="pixels">The figure with nothing before it.</param>
    public FaceMask(Tile tile, LayerPixel[] pixels)
    {
        _tile = tile;
        _face = Array.ConvertAll(pixels, pixel => pixel.Face);
        _whole = _face.Sum();
    }

    /// <summary>The share of the face that is still seen, 0 to 1.</summary>
    public float Share => _whole > 0 ? _face.Sum() / _whole : 0;

    /// <summary>Takes away what the figure itself lost to the things of the place.</summary>
    /// <param name="pixels">As it was drawn, without what is hidden.</param>
    public void Keep(LayerPixel[] pixels)
    {
        for (var i = 0; i < _face.Length; i++)
        {
            _face[i] = MathF.Min(_face[i], pixels[i].Face);
        }
    }

    /// <summary>Somebody nearer was drawn.</summary>
    public void Cover(Tile tile, LayerPixel[] pixels)
    {
        var (left, right) = (Math.Max(_tile.Left, tile.Left), Math.Min(_tile.Left + _tile.Width, tile.Left + tile.Width));
        var (top, bottom) = (Math.Max(_tile.Top, tile.Top), Math.Min(_tile.Top + _tile.Height, tile.Top + tile.Height));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                _face[(y - _tile.Top) * _tile.Width + x - _tile.Left] *= 1 - pixels[(y - tile.Top) * tile.Width + x - tile.Left].Cover;
            }
        }
    }
}
