<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Kintsugi</name>
        <message>
            <location filename="engine" />
            <source>A Canal in Venice</source>
            <translation>威尼斯的运河</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>A blob of texture or flat paint that hides the photo.</source>
            <translation>一团纹理或平涂色块遮住了照片内容。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>A collection: drawn by a CycleGAN trained on 105 prints from “A Treatise on Wood Engraving” (1861); public domain.</source>
            <translation>作品集：由用《A Treatise on Wood Engraving》（1861）中 105 幅版画训练的 CycleGAN 绘制；公有领域。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>A collection: drawn by a CycleGAN trained on 40 paintings; public domain, Art Institute of Chicago (CC0) and others.</source>
            <translation>作品集：由用 40 幅绘画训练的 CycleGAN 绘制；公有领域，芝加哥艺术博物馆（CC0）等收藏。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>A collection: drawn by a CycleGAN trained on 74 watercolours from “Venice”; public domain (artist died 1938).</source>
            <translation>作品集：由用《Venice》中 74 幅水彩画训练的 CycleGAN 绘制；公有领域（作者卒于 1938 年）。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>A patch that the style did not reach, or in another style.</source>
            <translation>这一片没有应用到风格，或风格不一致。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>A regular grid or ripples that belong to neither picture.</source>
            <translation>出现了两张图片都没有的规则网格或波纹。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>A smeared patch that has lost the photo's detail.</source>
            <translation>一片模糊，丢失了照片的细节。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>A straight seam where two tiles do not match.</source>
            <translation>两个图块未对齐，留下一条笔直的接缝。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>An outline with a fringe, doubled or out of place.</source>
            <translation>轮廓带有镶边、重影或错位。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Autumn (School)</source>
            <translation>秋（学校）</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Blue Dancers</source>
            <translation>蓝衣舞女</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Calm</source>
            <translation>还原细节</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Carries over the photo's own detail.</source>
            <translation>带回照片自身的细节。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Claude Monet</source>
            <translation>克劳德·莫奈</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>Colour that runs over an edge or does not belong here.</source>
            <translation>颜色越过了边缘，或不该出现在这里。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Composition VIII</source>
            <translation>构图第八号</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Crayon</source>
            <translation>蜡笔</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Cutting Down Cedars</source>
            <translation>砍伐雪松</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Dürer, Holbein, Bewick, Thompson and others</source>
            <translation>丢勒、荷尔拜因、比威克、汤普森等</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Edgar Degas</source>
            <translation>埃德加·德加</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Edmund Dulac</source>
            <translation>埃德蒙·杜拉克</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Edvard Munch</source>
            <translation>爱德华·蒙克</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Epochs</source>
            <translation>轮数</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Fairy Tales of Perrault</source>
            <translation>佩罗童话</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Feather</source>
            <translation>羽化</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Flowering Cherry on Gold</source>
            <translation>金地樱花</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Folk-Tales of Bengal</source>
            <translation>孟加拉民间故事</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Franz Marc</source>
            <translation>弗朗茨·马尔克</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>GPU, {name}, {precision}</source>
            <translation>GPU，{name}，{precision}</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Georges Seurat</source>
            <translation>乔治·修拉</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Girl with Cat II</source>
            <translation>抱猫的女孩 II</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Grow mask</source>
            <translation>扩展蒙版</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Gustav Klimt</source>
            <translation>古斯塔夫·克里姆特</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Gustave Doré</source>
            <translation>古斯塔夫·多雷</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Halftone</source>
            <translation>半色调网点</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Harry Clarke</source>
            <translation>哈里·克拉克</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Heal</source>
            <translation>修补</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Henri Rousseau</source>
            <translation>亨利·卢梭</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>How long to learn; each epoch takes about ten seconds on a laptop. More epochs come nearer to the style.</source>
            <translation>学习多久；在笔记本电脑上每轮约需十秒。轮次越多，越接近风格。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>How much of the style is used: 0 leaves the photo as it is, 1 is the full style.</source>
            <translation>风格的使用程度：0 保持照片原样，1 为完整风格。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>How readily a place is flagged: 0 only what is surely broken, 1 every doubt.</source>
            <translation>标记的宽严程度：0 只标记确定有问题的地方，1 标记一切可疑之处。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>How softly the repair fades in from the edge of the region; it never reaches outside the mask.</source>
            <translation>修复从区域边缘向内过渡的柔和程度；绝不会超出蒙版。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Impasto</source>
            <translation>厚涂</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Impressionists</source>
            <translation>印象派画家</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Ink Wash</source>
            <translation>水墨</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Ivan Aivazovsky</source>
            <translation>伊万·艾瓦佐夫斯基</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Katsushika Hokusai</source>
            <translation>葛饰北斋</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Keep the photo's colours</source>
            <translation>保留照片的颜色</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/own_styles.py" />
            <source>Kintsugi</source>
            <translation>Kintsugi</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="gui/actions.py" />
            <source>Lasso</source>
            <translation>套索</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Marianne von Werefkin</source>
            <translation>玛丽安娜·冯·韦雷夫金</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Mark problem</source>
            <translation>标记问题</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Melancholy</source>
            <translation>忧郁</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Mikhail Vrubel</source>
            <translation>米哈伊尔·弗鲁贝尔</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Monet, Renoir, Pissarro, Morisot and others</source>
            <translation>莫奈、雷诺阿、毕沙罗、莫里索等</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Mont Sainte-Victoire and the Viaduct</source>
            <translation>圣维克多山与高架桥</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Mortimer Menpes</source>
            <translation>莫蒂默·门佩斯</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Mosaic</source>
            <translation>马赛克</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>Noise or compression blocks instead of brushwork.</source>
            <translation>本该是笔触的地方出现了噪点或压缩块。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Painted by Kintsugi's own script engine/training/procedural_styles.py; under the licence of Kintsugi.</source>
            <translation>由 Kintsugi 自带的脚本 engine/training/procedural_styles.py 绘制；采用 Kintsugi 的许可证。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Paints it from healthy places.</source>
            <translation>用完好之处的内容来绘制。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Paul Cézanne</source>
            <translation>保罗·塞尚</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Paul Gauguin</source>
            <translation>保罗·高更</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Port-en-Bessin</source>
            <translation>贝桑港</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="gui/live_preview.py" />
            <location filename="gui/styling.py" />
            <source>Preview</source>
            <translation>预览</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1528); engraved copy in Jackson and Chatto, A Treatise on Wood Engraving (1861), Project Gutenberg 42719.</source>
            <translation>公有领域（作者卒于 1528 年）；Jackson 与 Chatto《A Treatise on Wood Engraving》（1861）中的雕版摹本，古腾堡计划 42719。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1770); reproduced in F. W. Gookin, Japanese Colour-Prints and Their Designers (1913), Project Gutenberg 42811.</source>
            <translation>公有领域（作者卒于 1770 年）；复制于 F. W. Gookin《Japanese Colour-Prints and Their Designers》（1913），古腾堡计划 42811。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1829); faithful photograph of the work. The title describes the picture.</source>
            <translation>公有领域（作者卒于 1829 年）；作品的忠实翻拍照片。标题为画面描述。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1849); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1849 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1883); plate in The Doré Bible Gallery, Project Gutenberg 8710. Tones stretched.</source>
            <translation>公有领域（作者卒于 1883 年）；《The Doré Bible Gallery》中的插图，古腾堡计划 8710。已扩展色调。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1890); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1890 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1891); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1891 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1900); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1900 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1903); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1903 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1906); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1906 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1910); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1910 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1916); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1916 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1917); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1917 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1918); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1918 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1926); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1926 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1931); pen drawing in The Fairy Tales of Perrault (1922), Project Gutenberg 29021. The title is that of the book.</source>
            <translation>公有领域（作者卒于 1931 年）；《The Fairy Tales of Perrault》（1922）中的钢笔画，古腾堡计划 29021。标题取自书名。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1938); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1938 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1938); watercolour plate in D. Menpes, Venice (1904), Project Gutenberg 42998. The title describes the picture.</source>
            <translation>公有领域（作者卒于 1938 年）；D. Menpes《Venice》（1904）中的水彩插图，古腾堡计划 42998。标题为画面描述。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1943); plate in L. B. Day, Folk-Tales of Bengal (1912), Project Gutenberg 38488. The title is that of the book.</source>
            <translation>公有领域（作者卒于 1943 年）；L. B. Day《Folk-Tales of Bengal》（1912）中的插图，古腾堡计划 38488。标题取自书名。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1944); faithful photograph of the work.</source>
            <translation>公有领域（作者卒于 1944 年）；作品的忠实翻拍照片。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Public domain (artist died 1953); plate in Stories from Hans Andersen (1911), Project Gutenberg 17860. Tones stretched.</source>
            <translation>公有领域（作者卒于 1953 年）；《Stories from Hans Andersen》（1911）中的插图，古腾堡计划 17860。已扩展色调。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Refine</source>
            <translation>精修</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Regions smaller than this fraction of the picture are not listed.</source>
            <translation>小于图片此比例的区域不会列出。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Restyle</source>
            <translation>重绘</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Sakai Hōitsu</source>
            <translation>酒井抱一</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Sensitivity</source>
            <translation>灵敏度</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Shrink mask</source>
            <translation>收缩蒙版</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Size of the brush strokes relative to the picture, so that a small preview and a large export look the same.</source>
            <translation>笔触相对于图片的大小，因此小尺寸预览与大尺寸导出看起来一致。</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Smallest region</source>
            <translation>最小区域</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Snap mask</source>
            <translation>贴合蒙版</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Stipple</source>
            <translation>点画</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Strength</source>
            <translation>强度</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Stroke size</source>
            <translation>笔触大小</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Suzuki Harunobu</source>
            <translation>铃木春信</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>Take only brightness and texture from the style and leave the colours of the photo.</source>
            <translation>只取风格的明暗与纹理，保留照片的颜色。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Takes seconds to work the region over until it looks right.</source>
            <translation>用几秒钟反复处理该区域，直到看起来正常。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Demon Seated</source>
            <translation>坐着的恶魔</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Great Wave off Kanagawa</source>
            <translation>神奈川冲浪里</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Kiss</source>
            <translation>吻</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Ninth Wave</source>
            <translation>九级浪</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Sleeping Gypsy</source>
            <translation>沉睡的吉普赛人</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Snow Queen</source>
            <translation>白雪皇后</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Starry Night</source>
            <translation>星月夜</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Street Pavers</source>
            <translation>铺路工人</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Water-Lily Pond</source>
            <translation>睡莲池</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>The Woman Clothed with the Sun</source>
            <translation>身披太阳的妇人</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>Tones that are burnt out, blocked up or banded.</source>
            <translation>色调过曝、死黑或出现色带。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Transfer: {style}</source>
            <translation>应用风格：{style}</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Transfers the region again from its context.</source>
            <translation>结合上下文重新绘制该区域。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Tries the quick ones and keeps the best.</source>
            <translation>尝试快速的方法，保留最好的结果。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Umberto Boccioni</source>
            <translation>翁贝托·薄邱尼</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Vincent van Gogh</source>
            <translation>文森特·梵高</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Warwick Goble</source>
            <translation>沃里克·戈布尔</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Wassily Kandinsky</source>
            <translation>瓦西里·康定斯基</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Watercolour Blooms</source>
            <translation>水彩晕染</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Watercolours of Venice</source>
            <translation>威尼斯水彩画</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Wheat Field with Cypresses</source>
            <translation>有柏树的麦田</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>When Will You Marry?</source>
            <translation>你何时结婚？</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Wood engravings</source>
            <translation>木刻版画</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Woodcut</source>
            <translation>木刻</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>Young Lovers Walking in the Snow</source>
            <translation>雪中相合伞</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>a number</source>
            <translation>一个数</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>a number from {minimum} to {maximum}</source>
            <translation>{minimum} 到 {maximum} 之间的数</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>a video</source>
            <translation>视频</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>a whole number from {minimum} to {maximum}</source>
            <translation>{minimum} 到 {maximum} 之间的整数</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>after Albrecht Dürer</source>
            <translation>仿阿尔布雷希特·丢勒</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>auto tries the quick ones and keeps the best; restyle transfers the region again from its context; heal paints it from healthy places; calm carries over the photo's own detail; refine takes seconds to work the region over until it looks right.</source>
            <translation>自动：尝试快速的方法并保留最好的结果；重绘：结合上下文重新绘制该区域；修补：用完好之处的内容来绘制；还原细节：带回照片自身的细节；精修：用几秒钟反复处理该区域，直到看起来正常。</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>c. {year}</source>
            <translation>约 {year} 年</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>calm</source>
            <translation>还原细节</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>clipping or banding</source>
            <translation>溢出或色带</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>colour bleed</source>
            <translation>串色</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>grid or ripples</source>
            <translation>网格或波纹</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>halo or ghost</source>
            <translation>光晕或重影</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>heal</source>
            <translation>修补</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>large</source>
            <translation>大</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>lost detail</source>
            <translation>细节丢失</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>mask</source>
            <translation>蒙版</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>noise</source>
            <translation>噪点</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>of the half-width</source>
            <translation>占半宽</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/params.py" />
            <source>of the picture</source>
            <translation>占图片</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>one of {choices}</source>
            <translation>{choices} 之一</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/style_types.py" />
            <source>own picture</source>
            <translation>自选图片</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>refine</source>
            <translation>精修</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>restyle</source>
            <translation>重绘</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>result</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>seam</source>
            <translation>接缝</translation>
        </message>
        <message>
            <location filename="engine" />
            <source>small</source>
            <translation>小</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>style missing</source>
            <translation>风格缺失</translation>
        </message>
        <message>
            <location filename="engine" />
            <location filename="engine/operations/kinds.py" />
            <source>texture blob</source>
            <translation>纹理斑块</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>Reading</source>
            <translation>正在读取</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>The name must be one file name, such as {photo}-{style}, without slashes.</source>
            <translation>名称必须是单个文件名，例如 {photo}-{style}，不能包含斜杠。</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>There are no pictures in the folder “{path}”.</source>
            <translation>文件夹“{path}”中没有图片。</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <location filename="engine/imaging/files.py" />
            <source>There is no file “{path}”: check its name and folder.</source>
            <translation>找不到文件“{path}”：请检查文件名和所在文件夹。</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>Writing</source>
            <translation>正在写入</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>“{suffix}” names no format that can be written.</source>
            <translation>“{suffix}”不是可写入的格式。</translation>
        </message>
        <message>
            <location filename="engine/batch.py" />
            <source>“{{found}}” is not known in a name; use {photo}, {style} or {number}.</source>
            <translation>名称中不能使用“{{found}}”；可用 {photo}、{style} 或 {number}。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/style_families.py" />
            <source>Adapted</source>
            <translation>已适配</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/style_families.py" />
            <source>Any picture (StyleNet)</source>
            <translation>任意图片（StyleNet）</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/style_families.py" />
            <source>Collections (CycleGAN)</source>
            <translation>作品集（CycleGAN）</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="engine/studio.py" />
            <source>Comparing with the style</source>
            <translation>正在与风格比较</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>Each style is at its own distance from the photo: point at the figures of this column.</source>
            <translation>每种风格与照片的距离各不相同：请将指针移到此列的数值上查看。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/batch_table.py" />
            <location filename="gui/metrics_panel.py" />
            <source>Flagged</source>
            <translation>标记</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>How far colours and textures are from those of the style; 0 is the style itself.</source>
            <translation>颜色和纹理与风格相差多远；0 表示与风格本身相同。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>How many weights the generator of this style has, in millions.</source>
            <translation>此风格的生成模型有多少权重，以百万计。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>How much of the photo's fine structure is still there; 1 is all of it.</source>
            <translation>照片的精细结构还保留了多少；1 表示全部保留。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>How much of the picture looks wrong to the discriminator, at the usual sensitivity.</source>
            <translation>在通常的灵敏度下，检查模型认为画面中有多少看起来不对。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>No figure chooses for you. SSIM rewards doing nothing: the unchanged photo has 1. Style distance rewards copying: the style picture itself has 0, and every style has its own scale. Look for a low distance and little flagged at the SSIM you can live with; then look at the pictures.</source>
            <translation>没有哪个数值能替您选择。SSIM 偏爱什么都不做：未改动的照片得 1。风格距离偏爱照搬：风格图片本身得 0，而且每种风格的尺度不同。请在可以接受的 SSIM 下寻找距离小、标记少的结果，然后再看图片。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>Nothing was painted here.</source>
            <translation>此处没有绘制任何内容。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>Photo, unchanged</source>
            <translation>照片（未改动）</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="engine/operations/adapting.py" />
            <location filename="engine/studio.py" />
            <source>Preparing</source>
            <translation>正在准备</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>Seconds for the transfer alone at this size, measured once, after loading.</source>
            <translation>在此尺寸下仅应用风格所用的秒数，加载后测量一次。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/metrics_panel.py" />
            <source>Style distance</source>
            <translation>风格距离</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>The discriminator is told of no style here, so it is less sure.</source>
            <translation>此处没有告诉检查模型任何风格，因此它的判断不太确定。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>The longest side must have {low} to {high} pixels, not {longest_px}.</source>
            <translation>长边必须为 {low} 到 {high} 像素，而不是 {longest_px}。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>The picture is too small for MS-SSIM: at this size its short side has under {MS_SSIM_SHORT_PX} pixels.</source>
            <translation>图片太小，无法计算 MS-SSIM：在此尺寸下其短边不足 {MS_SSIM_SHORT_PX} 像素。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>The same, also seen from further away: it forgives strokes and notices lost shapes.</source>
            <translation>与上相同，但也从更远处观看：它容许笔触，而会注意到丢失的形状。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <source>The unchanged photo is at {photo_distance} from this style.</source>
            <translation>未改动的照片与此风格的距离为 {photo_distance}。</translation>
        </message>
        <message>
            <location filename="engine/comparison.py" />
            <location filename="gui/train_form.py" />
            <source>Time</source>
            <translation>用时</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>A comparison is written as one of {join}.</source>
            <translation>比较结果可保存为以下格式之一：{join}。</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>Click a heading to sort; point at a dash to see why a figure is missing.</source>
            <translation>点击表头即可排序；将指针移到短横线上可查看数值缺失的原因。</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>Click a picture to enlarge it, and again to put it back.</source>
            <translation>点击图片可放大，再点一次还原。</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <location filename="gui/compare_table.py" />
            <source>Family</source>
            <translation>类别</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <location filename="gui/actions.py" />
            <source>Side by side</source>
            <translation>并排对比</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>Strength {strength}, stroke size {stroke_size}</source>
            <translation>强度 {strength}，笔触大小 {stroke_size}</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <location filename="gui/batch_table.py" />
            <location filename="gui/compare_table.py" />
            <location filename="gui/style_panel.py" />
            <source>Style</source>
            <translation>风格</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>Styles compared</source>
            <translation>风格比较</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>Times were measured once, on: {device}</source>
            <translation>用时测量一次，设备：{device}</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>with the photo's colours</source>
            <translation>保留照片的颜色</translation>
        </message>
        <message>
            <location filename="engine/comparison_files.py" />
            <source>{photo_name}: {whole_width} × {whole_height} pixels, compared at {width} × {height}</source>
            <translation>{photo_name}：{whole_width} × {whole_height} 像素，以 {width} × {height} 进行比较</translation>
        </message>
        <message>
            <location filename="engine/corridor.py" />
            <location filename="engine/operations/repair.py" />
            <source>Repaired</source>
            <translation>已修复</translation>
        </message>
        <message>
            <location filename="engine/corridor.py" />
            <source>Repairing region {number} of {len}</source>
            <translation>正在修复第 {number} 个区域，共 {len} 个</translation>
        </message>
        <message>
            <location filename="engine/desktop.py" />
            <source>Menu entries of this kind exist on Linux and BSD desktops only; start Kintsugi with `kintsugi` here.</source>
            <translation>此类菜单项只存在于 Linux 和 BSD 桌面；在这里请用 `kintsugi` 启动 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/desktop.py" />
            <source>“{target}” could not be removed ({strerror}); check that the folder belongs to you.</source>
            <translation>无法移除“{target}”（{strerror}）；请检查该文件夹是否属于你。</translation>
        </message>
        <message>
            <location filename="engine/desktop.py" />
            <source>“{target}” could not be written ({reason}); check that the folder belongs to you.</source>
            <translation>无法写入“{target}”（{reason}）；请检查该文件夹是否属于你。</translation>
        </message>
        <message>
            <location filename="engine/document/archive.py" />
            <source>“{name}” cannot be opened ({strerror}); check that it is still there and that you may read it.</source>
            <translation>无法打开“{name}”（{strerror}）；请检查它是否还在，以及你是否有权读取。</translation>
        </message>
        <message>
            <location filename="engine/document/archive.py" />
            <location filename="engine/document/project.py" />
            <source>“{name}” is not a Kintsugi project; open pictures with Open.</source>
            <translation>“{name}”不是 Kintsugi 项目；图片请用“打开”来打开。</translation>
        </message>
        <message>
            <location filename="engine/document/document.py" />
            <location filename="gui/actions.py" />
            <location filename="gui/hints.py" />
            <location filename="gui/repair_footer.py" />
            <source>Repair</source>
            <translation>修复</translation>
        </message>
        <message>
            <location filename="engine/document/document.py" />
            <source>Something was done after that repair; undo it first.</source>
            <translation>那次修复之后还有其他操作，请先撤销它们。</translation>
        </message>
        <message>
            <location filename="engine/document/document.py" />
            <source>The picture changed while it was being repaired; repair it again.</source>
            <translation>修复过程中图片发生了变化，请重新修复。</translation>
        </message>
        <message>
            <location filename="engine/document/document.py" />
            <source>Transfer</source>
            <translation>应用风格</translation>
        </message>
        <message>
            <location filename="engine/document/history_reading.py" />
            <source>Older steps of the history are lost: a part of it is damaged.</source>
            <translation>较早的历史步骤已丢失：其中一部分数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/history_reading.py" />
            <source>The history is lost: it is damaged.</source>
            <translation>历史记录已丢失：数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/history_reading.py" />
            <source>The steps that painted the mask are lost with it.</source>
            <translation>涂抹蒙版的步骤也随之丢失。</translation>
        </message>
        <message>
            <location filename="engine/document/history_reading.py" />
            <source>Undone steps of the history are lost: a part of it is damaged.</source>
            <translation>已撤销的历史步骤已丢失：其中一部分数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/inspection_layers.py" />
            <source>The heatmap is lost: it is damaged.</source>
            <translation>热力图已丢失：数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/inspection_layers.py" />
            <source>The list of problems is lost: it is damaged.</source>
            <translation>问题列表已丢失：数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <location filename="gui/actions.py" />
            <source>Brush</source>
            <translation>画笔</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <location filename="gui/actions.py" />
            <source>Clear mask</source>
            <translation>清除蒙版</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <location filename="gui/actions.py" />
            <source>Erase</source>
            <translation>橡皮擦</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <location filename="gui/actions.py" />
            <source>Invert mask</source>
            <translation>反转蒙版</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <location filename="gui/actions.py" />
            <source>Rectangle</source>
            <translation>矩形</translation>
        </message>
        <message>
            <location filename="engine/document/mask_editing.py" />
            <source>Set mask</source>
            <translation>设置蒙版</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>EXIF metadata</source>
            <translation>EXIF 元数据</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The file is cut off or damaged at its end; what was left was opened.</source>
            <translation>文件末尾被截断或损坏；已打开剩余部分。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The history is lost: it needs the result.</source>
            <translation>历史记录已丢失：它离不开结果。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The mask is lost: it is damaged or of another size.</source>
            <translation>蒙版已丢失：数据损坏或尺寸不符。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The photo is lost; the result takes its place.</source>
            <translation>照片已丢失，由结果代替。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The project was saved by a newer version of Kintsugi; what this version does not know was left out.</source>
            <translation>该项目由更新版本的 Kintsugi 保存；本版本不认识的内容已略去。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The record of a repair is lost.</source>
            <translation>一条修复记录已丢失。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The result is lost: its size is not that of the photo.</source>
            <translation>结果已丢失：其尺寸与照片不符。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The settings of the project are lost; the defaults take their place.</source>
            <translation>项目设置已丢失，改用默认值。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The transfer settings are back at their defaults: {error}</source>
            <translation>风格设置已恢复默认值：{error}</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The {noun} is lost: it is missing from the file.</source>
            <translation>{noun}已丢失：文件中缺少该内容。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The {noun} is lost: its pixels are damaged.</source>
            <translation>{noun}已丢失：像素数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>The {words} of the {noun} is lost.</source>
            <translation>{noun}的{words}已丢失。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>There is nothing to save yet; open a photo first.</source>
            <translation>还没有可保存的内容，请先打开一张照片。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>XMP metadata</source>
            <translation>XMP 元数据</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>colour profile</source>
            <translation>颜色配置文件</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>“{name}” could not be saved ({strerror}); save it in another folder.</source>
            <translation>无法保存“{name}”（{strerror}）；请保存到其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/document/project.py" />
            <source>“{name}” is too damaged to open: neither the photo nor the result in it can be read; use a backup copy.</source>
            <translation>“{name}”损坏严重，无法打开：其中的照片和结果都无法读取，请使用备份。</translation>
        </message>
        <message>
            <location filename="engine/document/recovery.py" />
            <source>Your work could not be saved for recovery ({strerror}); save the project to be safe.</source>
            <translation>无法保存用于恢复的备份（{strerror}）；为安全起见，请保存项目。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>Style {number} of the mix is lost.</source>
            <translation>混合中的第 {number} 种风格已丢失。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>The bundled style “{preset_id}” is not part of this version.</source>
            <translation>内置风格“{preset_id}”不在此版本中。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>The generator of the style “{title}” is lost: it is damaged. StyleNet draws it instead.</source>
            <translation>风格“{title}”的生成模型已丢失：它已损坏。改由 StyleNet 绘制。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>The style “{title}” is lost: it is damaged.</source>
            <translation>风格“{title}”已丢失：数据损坏。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>The weight and crop of style {number} of the mix are lost.</source>
            <translation>混合中第 {number} 种风格的权重和裁剪已丢失。</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>picture {number} of the style “{title}”</source>
            <translation>风格“{title}”的第 {number} 张图片</translation>
        </message>
        <message>
            <location filename="engine/document/style_layers.py" />
            <source>style picture</source>
            <translation>风格图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>HEIC or AVIF</source>
            <translation>HEIC 或 AVIF</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a GIMP document</source>
            <translation>GIMP 文档</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a JPEG 2000 picture</source>
            <translation>JPEG 2000 图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a JPEG XL picture</source>
            <translation>JPEG XL 图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a PDF document</source>
            <translation>PDF 文档</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a Photoshop document</source>
            <translation>Photoshop 文档</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a PostScript document</source>
            <translation>PostScript 文档</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a Radiance HDR picture</source>
            <translation>Radiance HDR 图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a ZIP archive or office document</source>
            <translation>ZIP 压缩包或办公文档</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>a camera raw file</source>
            <translation>相机 RAW 文件</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>an OpenEXR picture</source>
            <translation>OpenEXR 图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>an SVG drawing</source>
            <translation>SVG 图形</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>develop it to a 16-bit TIFF first</source>
            <translation>请先将其冲洗为 16 位 TIFF</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>export it as PNG first</source>
            <translation>请先将其导出为 PNG</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>export it as TIFF or PNG first</source>
            <translation>请先将其导出为 TIFF 或 PNG</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>save one of its frames as a picture first</source>
            <translation>请先将其中一帧存为图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” claims to be {width} × {height} pixels ({megapixels} megapixels), more than the {max_megapixels} megapixels that are opened: make it smaller first.</source>
            <translation>“{name}”的尺寸为 {width} × {height} 像素（{megapixels} 百万像素），超过了可打开的 {max_megapixels} 百万像素上限：请先缩小。</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” ends too early, part of the picture is missing: copy it again from its source.</source>
            <translation>“{name}”不完整，缺少部分画面：请从来源重新复制。</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” is a damaged {container} file and cannot be decoded: use another copy, or open it in another program and save it anew.</source>
            <translation>“{name}”是损坏的 {container} 文件，无法解码：请使用其他副本，或在其他程序中打开并重新保存。</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” is empty (0 bytes): copy it again from its source.</source>
            <translation>“{name}”是空文件（0 字节）：请从来源重新复制。</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” is not a picture, whatever its name says: choose a JPEG, PNG, TIFF, WebP, BMP, HEIC, AVIF or GIF file.</source>
            <translation>无论文件名如何，“{name}”都不是图片：请选择 JPEG、PNG、TIFF、WebP、BMP、HEIC、AVIF 或 GIF 文件。</translation>
        </message>
        <message>
            <location filename="engine/imaging/containers.py" />
            <source>“{name}” is {what}, which cannot be opened here: {advice}.</source>
            <translation>“{name}”是{what}，无法在此打开：{advice}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/decoding.py" />
            <location filename="engine/imaging/files.py" />
            <source>“{name}” does not fit into memory: close other programs or make it smaller first.</source>
            <translation>内存不足以打开“{name}”：请关闭其他程序，或先缩小图片。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The PNG compression must lie between 0 and 9, not {png_compression}.</source>
            <translation>PNG 压缩级别必须在 0 到 9 之间，而不是 {png_compression}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The TIFF compression must be one of {join}, not “{tiff_compression}”.</source>
            <translation>TIFF 压缩方式必须是 {join} 之一，而不是“{tiff_compression}”。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The bit depth must be 8 or 16, not {bit_depth}.</source>
            <translation>位深必须是 8 或 16，而不是 {bit_depth}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The chroma subsampling must be one of {AUTO_CHROMA}, {join}, not “{chroma}”.</source>
            <translation>色度抽样必须是 {AUTO_CHROMA}、{join} 之一，而不是“{chroma}”。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The picture could not be encoded as {container} ({error}): export it as PNG or TIFF.</source>
            <translation>无法将图片编码为 {container}（{error}）：请导出为 PNG 或 TIFF。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The picture does not fit into memory while it is written: close other programs first.</source>
            <translation>写入图片时内存不足：请先关闭其他程序。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>The quality must lie between 1 and 100, not {quality}.</source>
            <translation>质量必须在 1 到 100 之间，而不是 {quality}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/encoding.py" />
            <source>{container} holds at most {longest} pixels a side and the picture is {hw_1} × {hw_0}: export it as TIFF or PNG.</source>
            <translation>{container} 每边最多 {longest} 像素，而图片为 {hw_1} × {hw_0}：请导出为 TIFF 或 PNG。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>The folder “{folder}” cannot be made ({strerror}): choose another.</source>
            <translation>无法创建文件夹“{folder}”（{strerror}）：请另选一个。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>The folder “{parent}” does not exist: create it or choose another.</source>
            <translation>文件夹“{parent}”不存在：请创建它或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>The name “{path_name_40}…” is too long for a file: check it.</source>
            <translation>文件名“{path_name_40}…”过长：请检查。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>The name “{path_name_40}…” is too long: choose a shorter one.</source>
            <translation>名称“{path_name_40}…”过长：请换一个较短的名称。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>You may not write to the folder “{folder}”: choose another.</source>
            <translation>你没有权限写入文件夹“{folder}”：请选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>no suffix</source>
            <translation>没有扩展名</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>{name} is no possible file name: choose another.</source>
            <translation>{name} 不是有效的文件名：请换一个。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” has {ending}, which names no format that can be written: use one of {join}.</source>
            <translation>“{name}”的扩展名为{ending}，不是可写入的格式：请使用 {join} 之一。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” is a file of {size_1000000000_0} GB, larger than any picture of {max_megapixels} megapixels: make it smaller first.</source>
            <translation>“{name}”大小为 {size_1000000000_0} GB，超过了任何 {max_megapixels} 百万像素的图片：请先缩小。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” was not written ({strerror}): check the disk or choose another folder.</source>
            <translation>“{name}”未能写入（{strerror}）：请检查磁盘或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” was not written, its disk is read-only: choose another folder.</source>
            <translation>“{name}”未能写入，所在磁盘为只读：请选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” was not written, the disk is full: make room or choose another disk.</source>
            <translation>“{name}”未能写入，磁盘已满：请腾出空间或选择其他磁盘。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{name}” was not written: you may not write to the folder “{parent}”.</source>
            <translation>“{name}”未能写入：你没有权限写入文件夹“{parent}”。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” could not be read ({strerror}): check the disk it is on.</source>
            <translation>无法读取“{path}”（{strerror}）：请检查所在磁盘。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” is a device or a pipe: choose a picture file.</source>
            <translation>“{path}”是设备或管道：请选择图片文件。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” is a folder: choose a picture file inside it.</source>
            <translation>“{path}”是文件夹：请选择其中的图片文件。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” is a folder: give the file a name of its own.</source>
            <translation>“{path}”是文件夹：请为文件另起名称。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” is write-protected: choose another name.</source>
            <translation>“{path}”受写保护：请换一个名称。</translation>
        </message>
        <message>
            <location filename="engine/imaging/files.py" />
            <source>“{path}” may not be read: ask for permission to read it, or copy it elsewhere.</source>
            <translation>没有权限读取“{path}”：请获取读取权限，或将其复制到别处。</translation>
        </message>
        <message>
            <location filename="engine/imaging/masks.py" />
            <source>The mask “{name}” is {width} × {height} pixels and does not fit the picture of {width2} × {height2}: paint it on a copy of that picture.</source>
            <translation>蒙版“{name}”为 {width} × {height} 像素，与 {width2} × {height2} 的图片不符：请在该图片的副本上绘制蒙版。</translation>
        </message>
        <message>
            <location filename="engine/imaging/scaling.py" />
            <source>A side must have 1 to {LONGEST_PX} pixels, not {side}.</source>
            <translation>每边必须为 1 到 {LONGEST_PX} 像素，而不是 {side}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/scaling.py" />
            <source>The size must lie between 1 and 1000 %, not {percent}.</source>
            <translation>尺寸必须在 1 到 1000 % 之间，而不是 {percent}。</translation>
        </message>
        <message>
            <location filename="engine/imaging/scaling.py" />
            <source>The way to resize must be one of {join}.</source>
            <translation>调整尺寸的方式必须是 {join} 之一。</translation>
        </message>
        <message>
            <location filename="engine/imaging/scaling.py" />
            <source>{target_1} × {target_0} pixels are more than can be written; choose at most {MOST_MEGAPIXELS} megapixels and {LONGEST_PX} pixels a side.</source>
            <translation>{target_1} × {target_0} 像素超出可写入的范围；最多 {MOST_MEGAPIXELS} 百万像素，每边 {LONGEST_PX} 像素。</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>a Lab picture of an uncommon depth</source>
            <translation>位深不常见的 Lab 图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>a TIFF of an uncommon colour model</source>
            <translation>颜色模型不常见的 TIFF</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>a floating-point picture with values outside 0 to 1</source>
            <translation>数值超出 0 到 1 的浮点图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>a picture of {dtype} samples</source>
            <translation>{dtype} 采样的图片</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>a volume of several slices</source>
            <translation>多切片体数据</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>“{name}” is a camera raw file, which cannot be opened here: develop it to a 16-bit TIFF first.</source>
            <translation>“{name}”是相机 RAW 文件，无法在此打开：请先冲洗为 16 位 TIFF。</translation>
        </message>
        <message>
            <location filename="engine/imaging/tiff.py" />
            <source>“{name}” is {what}, which cannot be opened here: save it as an 8- or 16-bit RGB TIFF.</source>
            <translation>“{name}”是{what}，无法在此打开：请另存为 8 位或 16 位 RGB TIFF。</translation>
        </message>
        <message>
            <location filename="engine/loaded_models.py" />
            <source>There is not enough memory for this picture; close other programs or make the picture smaller.</source>
            <translation>内存不足，无法处理这张图片；请关闭其他程序或缩小图片。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The manifest of the model “{name}” is incomplete; install Kintsugi again.</source>
            <translation>模型“{name}”的清单不完整；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The model “{name}” has no readable manifest; install Kintsugi again.</source>
            <translation>模型“{name}”没有可读的清单；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The model “{name}” was made for another version of Kintsugi; install the version that matches it.</source>
            <translation>模型“{name}”适用于其他版本的 Kintsugi；请安装与之匹配的版本。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The weights of the model “{manifest_id}” are damaged; install Kintsugi again.</source>
            <translation>模型“{manifest_id}”的权重已损坏；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The weights of the model “{manifest_id}” are missing; install Kintsugi again.</source>
            <translation>缺少模型“{manifest_id}”的权重；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/models/bundles.py" />
            <source>The weights of the model “{manifest_id}” do not fit its manifest; install Kintsugi again.</source>
            <translation>模型“{manifest_id}”的权重与清单不符；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/models/device.py" />
            <source>CPU, {count} thread{if_count_1_else_s}, {precision}</source>
            <translation>CPU，{count} 线程，{precision}</translation>
        </message>
        <message>
            <location filename="engine/models/device.py" />
            <source>GPU, Apple Metal, {precision}</source>
            <translation>GPU，Apple Metal，{precision}</translation>
        </message>
        <message>
            <location filename="engine/models/device.py" />
            <source>No {device} device is available here; choose auto or cpu.</source>
            <translation>此处没有可用的 {device} 设备；请选择 auto 或 cpu。</translation>
        </message>
        <message>
            <location filename="engine/models/device.py" />
            <source>The device “{device}” is not known; choose auto, cpu, cuda or mps.</source>
            <translation>未知设备“{device}”；请选择 auto、cpu、cuda 或 mps。</translation>
        </message>
        <message>
            <location filename="engine/models/device.py" />
            <source>The number format “{number_format}” is not known; choose auto, float32 or bfloat16.</source>
            <translation>未知的数值格式“{number_format}”；请选择 auto、float32 或 bfloat16。</translation>
        </message>
        <message>
            <location filename="engine/models/style_models.py" />
            <source>The generator of the style “{title}” does not fit; add the style again.</source>
            <translation>风格“{title}”的生成模型不匹配；请重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/models/style_models.py" />
            <source>The generator of the style “{title}” is damaged; add the style again.</source>
            <translation>风格“{title}”的生成模型已损坏；请重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/models/style_models.py" />
            <source>The generator of this style is damaged; add the style again.</source>
            <translation>此风格的生成模型已损坏；请重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/models/style_models.py" />
            <source>The style “{title}” was made by another version of Kintsugi; use the version that made it, or add the style again.</source>
            <translation>风格“{title}”由另一版本的 Kintsugi 制作；请使用那个版本，或重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/operations/adapting.py" />
            <source>Adapted from “{title}” to a photo.</source>
            <translation>由“{title}”针对一张照片适配而成。</translation>
        </message>
        <message>
            <location filename="engine/operations/adapting.py" />
            <location filename="engine/studio.py" />
            <source>Learning the style</source>
            <translation>正在学习风格</translation>
        </message>
        <message>
            <location filename="engine/operations/adapting_game.py" />
            <source>The generator of this style does not fit; add the style again.</source>
            <translation>此风格的生成模型不匹配；请重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/operations/candidates.py" />
            <source>Trying calm</source>
            <translation>正在尝试还原细节</translation>
        </message>
        <message>
            <location filename="engine/operations/candidates.py" />
            <source>Trying heal</source>
            <translation>正在尝试修补</translation>
        </message>
        <message>
            <location filename="engine/operations/candidates.py" />
            <source>Trying restyle</source>
            <translation>正在尝试重绘</translation>
        </message>
        <message>
            <location filename="engine/operations/candidates.py" />
            <source>Trying {method}</source>
            <translation>正在尝试{method}</translation>
        </message>
        <message>
            <location filename="engine/operations/candidates.py" />
            <source>Trying {ways_0_0}</source>
            <translation>正在尝试{ways_0_0}</translation>
        </message>
        <message>
            <location filename="engine/operations/coco.py" />
            <source>Places that look broken in a stylized picture</source>
            <translation>风格化图片中看起来有问题的地方</translation>
        </message>
        <message>
            <location filename="engine/operations/evaluate.py" />
            <location filename="engine/studio.py" />
            <source>Comparing with the photo</source>
            <translation>正在与照片比较</translation>
        </message>
        <message>
            <location filename="engine/operations/flagging.py" />
            <source>Something here does not look right.</source>
            <translation>这里看起来有些不对。</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>Inspected</source>
            <translation>检查完成</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>Inspecting</source>
            <translation>正在检查</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>The content photo ({content_shape_1} × {content_shape_0}) does not have the proportions of the picture ({stylized_shape_1} × {stylized_shape_0}); give the photo that the picture was made from.</source>
            <translation>原图（{content_shape_1} × {content_shape_0}）的比例与图片（{stylized_shape_1} × {stylized_shape_0}）不符；请提供生成该图片所用的照片。</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>The picture is {hw_1} × {hw_0} pixels; an inspection needs at least {SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX2}.</source>
            <translation>图片为 {hw_1} × {hw_0} 像素；检查至少需要 {SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX2}。</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>no content</source>
            <translation>无原图</translation>
        </message>
        <message>
            <location filename="engine/operations/inspect.py" />
            <source>no style</source>
            <translation>无风格</translation>
        </message>
        <message>
            <location filename="engine/operations/learnt_pictures.py" />
            <source>The style “{title}” has no picture to learn from; choose a picture.</source>
            <translation>风格“{title}”没有可供学习的图片；请选择一张图片。</translation>
        </message>
        <message>
            <location filename="engine/operations/own_generators.py" />
            <source>The generator of the style “{title}” is missing; add the style again.</source>
            <translation>缺少风格“{title}”的生成模型；请重新添加该风格。</translation>
        </message>
        <message>
            <location filename="engine/operations/own_generators.py" />
            <source>The generator of the style “{title}” is missing; install Kintsugi again.</source>
            <translation>缺少风格“{title}”的生成模型；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/operations/own_generators.py" />
            <source>The model “{name}” draws no single style; install Kintsugi again.</source>
            <translation>模型“{name}”不绘制任何单一风格；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/operations/own_generators.py" />
            <source>The style “{title}” has lost its generator; add it again.</source>
            <translation>风格“{title}”丢失了生成模型；请重新添加。</translation>
        </message>
        <message>
            <location filename="engine/operations/own_generators.py" />
            <source>The style “{title}” was adapted with another version of Kintsugi; adapt it again with this one.</source>
            <translation>风格“{title}”是用另一版本的 Kintsugi 适配的；请用此版本重新适配。</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source> from {minimum} to {maximum}</source>
            <translation>，范围 {minimum} 到 {maximum}</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>a whole number</source>
            <translation>一个整数</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>one of </source>
            <translation>以下之一：</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>yes or no</source>
            <translation>是或否</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>{label} must be yes or no, not “{text}”.</source>
            <translation>{label}必须是“是”或“否”，而不是“{text}”。</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>{label} must be {range_text}, not {given}.</source>
            <translation>{label}必须是{range_text}，而不是 {given}。</translation>
        </message>
        <message>
            <location filename="engine/operations/params.py" />
            <source>{label} must be {range_text}, not “{text}”.</source>
            <translation>{label}必须是{range_text}，而不是“{text}”。</translation>
        </message>
        <message>
            <location filename="engine/operations/refining.py" />
            <source>Refining</source>
            <translation>正在精修</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Nothing was changed: no candidate is better than leaving it.</source>
            <translation>未作更改：没有比保持原样更好的结果。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Nothing was changed: no way of mending this place makes a visible difference.</source>
            <translation>未作更改：没有哪种修复方式能带来可见的改善。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Nothing was changed: nothing looks wrong here; choose a method to redo it anyway.</source>
            <translation>未作更改：这里看起来没有问题；如仍要重做，请选择一种方法。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Nothing was changed: {method} would look worse than what is there.</source>
            <translation>未作更改：用{method}会比现在更差。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Repaired with {method}: anomaly from {before} to {after}.</source>
            <translation>已用“{method}”修复：异常度从 {before} 降至 {after}。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>Repaired {len} of {len2} places with {method}: anomaly from {before} to {after}.</source>
            <translation>已用“{method}”修复 {len2} 处中的 {len} 处：异常度从 {before} 降至 {after}。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>The mask does not have the size of the picture; make it for this one.</source>
            <translation>蒙版尺寸与图片不符；请为这张图片制作蒙版。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>The mask is empty; brush over the place to repair first.</source>
            <translation>蒙版为空；请先涂抹要修复的地方。</translation>
        </message>
        <message>
            <location filename="engine/operations/repair.py" />
            <source>The method “{method}” needs the content photo; open it, or choose heal.</source>
            <translation>“{method}”方法需要原图；请打开原图，或选择“修补”。</translation>
        </message>
        <message>
            <location filename="engine/operations/results.py" />
            <source>{changed_px} of {total_px} pixels outside the mask changed.</source>
            <translation>蒙版外的 {total_px} 个像素中有 {changed_px} 个发生变化。</translation>
        </message>
        <message>
            <location filename="engine/operations/sizes.py" />
            <source>The photo is {hw_1} × {hw_0} pixels; a transfer needs at least {SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX2}. Choose a larger photo.</source>
            <translation>照片为 {hw_1} × {hw_0} 像素；应用风格至少需要 {SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX2}。请选择更大的照片。</translation>
        </message>
        <message>
            <location filename="engine/operations/style_codes.py" />
            <source>A style needs at least one picture; choose one.</source>
            <translation>风格至少需要一张图片，请选择一张。</translation>
        </message>
        <message>
            <location filename="engine/operations/style_codes.py" />
            <source>The code of this style is damaged; choose its picture again.</source>
            <translation>该风格的编码已损坏；请重新选择其图片。</translation>
        </message>
        <message>
            <location filename="engine/operations/style_codes.py" />
            <source>The style “{title}” {reason} and has no picture of its own; choose another one or add it again from a picture.</source>
            <translation>风格“{title}”{reason}，且没有自己的图片；请选择其他风格，或从图片重新添加。</translation>
        </message>
        <message>
            <location filename="engine/operations/style_codes.py" />
            <source>cannot be cropped</source>
            <translation>无法裁剪</translation>
        </message>
        <message>
            <location filename="engine/operations/style_codes.py" />
            <source>is of another version</source>
            <translation>属于其他版本</translation>
        </message>
        <message>
            <location filename="engine/operations/style_pictures.py" />
            <source>The style picture is too small; choose one of at least {SMALLEST_STYLE_PX} × {SMALLEST_STYLE_PX2} pixels.</source>
            <translation>风格图片太小；请选择至少 {SMALLEST_STYLE_PX} × {SMALLEST_STYLE_PX2} 像素的图片。</translation>
        </message>
        <message>
            <location filename="engine/operations/transfer.py" />
            <source>Painted</source>
            <translation>绘制完成</translation>
        </message>
        <message>
            <location filename="engine/operations/transfer.py" />
            <location filename="gui/session.py" />
            <source>Painting</source>
            <translation>正在绘制</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>An own style is made from 1 to {MOST_PICTURES} pictures.</source>
            <translation>自定义风格由 1 到 {MOST_PICTURES} 张图片制成。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>An own style needs a title; write one.</source>
            <translation>自定义风格需要一个名称，请填写。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>Made from one picture.</source>
            <translation>由一张图片制成。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>Made from {count} pictures.</source>
            <translation>由 {count} 张图片制成。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The generator of the style “{title}” is damaged; make the style again.</source>
            <translation>风格“{title}”的生成模型已损坏；请重新制作该风格。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The own style “{name}” is damaged and was skipped; remove it and add it again.</source>
            <translation>自定义风格“{name}”已损坏并被跳过；请移除后重新添加。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The own style “{style_id}” could not be removed ({strerror}).</source>
            <translation>无法移除自定义风格“{style_id}”（{strerror}）。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The own style “{style_id}” could not be renamed; check that you may write in {folder}.</source>
            <translation>无法重命名自定义风格“{style_id}”；请检查是否有权写入 {folder}。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The style “{title}” could not be stored in {folder} ({reason}); make room there or choose another folder.</source>
            <translation>无法将风格“{title}”保存到 {folder}（{reason}）；请腾出空间或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The style “{title}” has neither a picture nor a code to be kept by.</source>
            <translation>风格“{title}”既没有图片也没有编码，无法保存。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>The style “{title}” is there already, but damaged; remove it and add it again.</source>
            <translation>风格“{title}”已存在，但已损坏；请移除后重新添加。</translation>
        </message>
        <message>
            <location filename="engine/own_styles.py" />
            <source>There is no own style “{style_id}”.</source>
            <translation>没有名为“{style_id}”的自定义风格。</translation>
        </message>
        <message>
            <location filename="engine/receipt.py" />
            <source>Measured</source>
            <translation>测量完成</translation>
        </message>
        <message>
            <location filename="engine/receipt.py" />
            <source>Measuring the picture before its repairs</source>
            <translation>正在测量修复前的图片</translation>
        </message>
        <message>
            <location filename="engine/studio.py" />
            <source>Storing the style</source>
            <translation>正在保存风格</translation>
        </message>
        <message>
            <location filename="engine/studio.py" />
            <source>The region does not have the size of the photo; make it for this one.</source>
            <translation>区域尺寸与照片不符；请为这张照片制作区域。</translation>
        </message>
        <message>
            <location filename="engine/style_types.py" />
            <source>A mix takes 1 to {MOST_PARTS} styles, not {len}.</source>
            <translation>混合可包含 1 到 {MOST_PARTS} 种风格，而不是 {len} 种。</translation>
        </message>
        <message>
            <location filename="engine/style_types.py" />
            <source>The crop of a style needs top, left, bottom and right from 0 to 1, with top above bottom, left before right, and at least 2% of the picture between them.</source>
            <translation>风格裁剪的上、左、下、右须在 0 到 1 之间，上在下之上，左在右之左，且其间至少占图片的 2%。</translation>
        </message>
        <message>
            <location filename="engine/style_types.py" />
            <source>The rotation of a style must be from -360 to 360 degrees.</source>
            <translation>风格的旋转角度必须在 -360 到 360 度之间。</translation>
        </message>
        <message>
            <location filename="engine/style_types.py" />
            <source>The scale of a style must be a number from 0.25 to 4.</source>
            <translation>风格的比例必须是 0.25 到 4 之间的数。</translation>
        </message>
        <message>
            <location filename="engine/style_types.py" />
            <source>The weight of a style must be a number over 0.</source>
            <translation>风格的权重必须大于 0。</translation>
        </message>
        <message>
            <location filename="engine/styles.py" />
            <source>The list of bundled styles is missing or damaged; please reinstall Kintsugi.</source>
            <translation>内置风格列表缺失或损坏；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/styles.py" />
            <source>Two bundled styles share an id; please reinstall Kintsugi.</source>
            <translation>两个内置风格的标识重复；请重新安装 Kintsugi。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>A training needs at least {least} pictures, and “{folder}” has {count}; add more, or choose another folder.</source>
            <translation>训练至少需要 {least} 张图片，而“{folder}”有 {count} 张；请添加图片，或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>A training needs at least {least} pictures; “{folder}” has {count} that can be used, {unreadable} that cannot be read and {too_small} that are too small. Add more, or choose another folder.</source>
            <translation>训练至少需要 {least} 张图片；“{folder}”中可用 {count} 张，无法读取 {unreadable} 张，太小 {too_small} 张。请添加图片，或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>None of the pictures in “{folder}” can be read; choose another folder.</source>
            <translation>“{folder}”中的图片都无法读取；请选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>Pictures in “{name}” that are too small or too narrow to learn from: {too_small}.</source>
            <translation>“{name}”中太小或太窄而无法学习的图片：{too_small} 张。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>Pictures in “{name}” that could not be read: {unreadable}.</source>
            <translation>“{name}”中无法读取的图片：{unreadable} 张。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>The folder “{folder}” holds no pictures; choose another one.</source>
            <translation>文件夹“{folder}”中没有图片；请选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_pictures.py" />
            <source>“{name}” holds {there} pictures; {looked_at} of them, evenly drawn, are learnt from.</source>
            <translation>“{name}”中有 {there} 张图片；从中均匀抽取 {looked_at} 张来学习。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>A CycleGAN is judged by its own discriminators; leave the loss networks out.</source>
            <translation>CycleGAN 由它自己的检查模型评判；请不要指定损失网络。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>A CycleGAN of your own, trained on {count} pictures in {steps} steps.</source>
            <translation>你自己的 CycleGAN，用 {count} 张图片训练了 {steps} 步。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>A training needs {needed_mb} MB, and there are {free_mb} MB free in {place}; make room there or choose another folder.</source>
            <translation>训练需要 {needed_mb} MB，而 {place} 只剩 {free_mb} MB；请腾出空间或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>StyleNet fine-tuned on {count} pictures of your own in {steps} steps.</source>
            <translation>用你的 {count} 张图片微调了 {steps} 步的 StyleNet。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <location filename="engine/trainings.py" />
            <source>The training cannot be kept in {folder}; check that you may write there, or choose another folder.</source>
            <translation>训练无法保存在 {folder} 中；请确认你可以在那里写入，或选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>The training could not be saved in {folder} ({error}); make room there and go on with it: what was saved before is kept.</source>
            <translation>训练无法保存在 {folder} 中（{error}）；请腾出空间再继续：之前保存的内容仍在。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>The training in {folder} is under way already; stop that first.</source>
            <translation>{folder} 中的训练已在进行；请先停止它。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>The training “{title}” in {folder} is damaged or was begun by another version of Kintsugi; begin a new one under another title.</source>
            <translation>{folder} 中的训练“{title}”已损坏，或由另一版本的 Kintsugi 开始；请用其他名称开始新的训练。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>There is no {name} in “{weights}”; check the folder.</source>
            <translation>“{weights}”中没有 {name}；请检查文件夹。</translation>
        </message>
        <message>
            <location filename="engine/training/own_training.py" />
            <source>There is not enough memory for this training; close other programs, or take another device.</source>
            <translation>内存不足，无法训练；请关闭其他程序，或改用其他设备。</translation>
        </message>
        <message>
            <location filename="engine/trainings.py" />
            <source>Photos and style pictures lie in the same folder; choose two.</source>
            <translation>照片和风格图片在同一个文件夹中；请选择两个不同的文件夹。</translation>
        </message>
        <message>
            <location filename="engine/trainings.py" />
            <source>The folder “{folder}” may not be read; ask for permission, or copy it elsewhere.</source>
            <translation>无权读取文件夹“{folder}”；请取得权限，或把它复制到别处。</translation>
        </message>
        <message>
            <location filename="engine/trainings.py" />
            <source>The photos lie inside the folder of style pictures, so they would be taken for those; choose two folders beside each other.</source>
            <translation>照片位于风格图片的文件夹内，会被当作风格图片；请选择两个互不包含的文件夹。</translation>
        </message>
        <message>
            <location filename="engine/trainings.py" />
            <source>The style pictures lie inside the folder of photos, so they would be taken for photos; choose two folders beside each other.</source>
            <translation>风格图片位于照片的文件夹内，会被当作照片；请选择两个互不包含的文件夹。</translation>
        </message>
        <message>
            <location filename="engine/trainings.py" />
            <source>There is no folder “{folder}”; check its name.</source>
            <translation>没有文件夹“{folder}”；请检查名称。</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;Mask</source>
            <translation>蒙版(&amp;M)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;Picture</source>
            <translation>图片(&amp;P)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/dialogs.py" />
            <source>About Kintsugi</source>
            <translation>关于 Kintsugi</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/compare_dialog.py" />
            <source>Actual size (100%)</source>
            <translation>实际大小（100%）</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Adapt to this picture: train on this photo and style alone, for a result nearer to the style</source>
            <translation>适配此图片：只针对这张照片和这种风格进行训练，使结果更接近风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Adapt to this picture…</source>
            <translation>适配此图片…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Add the selected problem to the mask, so that you can paint on it</source>
            <translation>将所选问题加入蒙版，以便继续涂抹</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Batch…</source>
            <translation>批处理…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Bigger brush</source>
            <translation>放大画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Black where the result is like the photo, brighter where it differs</source>
            <translation>与照片相同处为黑色，差异越大越亮</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/repair_footer.py" />
            <location filename="gui/run_bar.py" />
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Close all windows</source>
            <translation>关闭所有窗口</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Close window</source>
            <translation>关闭窗口</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Colour the picture by how wrong each place looks</source>
            <translation>按各处的异常程度为图片着色</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Compare architectures…</source>
            <translation>比较架构…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/notice_bar.py" />
            <source>Copy diagnostics</source>
            <translation>复制诊断信息</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Copy picture</source>
            <translation>复制图片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Copy the picture to the clipboard</source>
            <translation>将图片复制到剪贴板</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Copy versions, device and the last messages, for a report</source>
            <translation>复制版本、设备和最近的消息，用于反馈问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/tool_bar.py" />
            <source>Difference</source>
            <translation>差异</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Draw around what should be repaired</source>
            <translation>圈出需要修复的地方</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Edit</source>
            <translation>编辑</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Export again</source>
            <translation>再次导出</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Export once more with the same name and options</source>
            <translation>以相同的文件名和选项再次导出</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/hints.py" />
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/batch_setup.py" />
            <location filename="gui/export_dialog.py" />
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/style_panel.py" />
            <source>Find a style</source>
            <translation>查找风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/compare_dialog.py" />
            <source>Fit in window</source>
            <translation>适合窗口</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Give what is marked the shape of what looks wrong there</source>
            <translation>让涂抹区域贴合该处异常的形状</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Go to next area</source>
            <translation>转到下一个区域</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Go to the flagged place before</source>
            <translation>转到上一处标记</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Go to the next flagged place</source>
            <translation>转到下一处标记</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Grow or shrink mask…</source>
            <translation>扩展或收缩蒙版…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Harder brush</source>
            <translation>更硬的画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/export_dialog.py" />
            <source>Heatmap</source>
            <translation>热力图</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Hide or show panels</source>
            <translation>隐藏或显示面板</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>How close the result is to photo and style, and how much of it is flagged</source>
            <translation>结果与照片和风格有多接近，以及有多少被标记</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Ignore this problem</source>
            <translation>忽略此问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Keep one or several pictures as a style of your own</source>
            <translation>将一张或多张图片保存为你自己的风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/settings_dialog.py" />
            <source>Keyboard shortcuts…</source>
            <translation>键盘快捷键…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Language, theme, engine, memory and keys</source>
            <translation>语言、主题、引擎、内存和快捷键</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Let the discriminator look at the picture once more</source>
            <translation>让检查模型再检查一遍图片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Look for problems again</source>
            <translation>重新查找问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Make a style of your own from a folder of photos and one of style pictures</source>
            <translation>用一个照片文件夹和一个风格图片文件夹制作自定义风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Mark a rectangle for repair</source>
            <translation>框选一个矩形区域进行修复</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Mark the selected problem</source>
            <translation>涂抹所选问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Mark what is unmarked, and the other way round</source>
            <translation>将未涂抹的区域变为涂抹区域，反之亦然</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/export_dialog.py" />
            <source>Mask</source>
            <translation>蒙版</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/metrics_panel.py" />
            <source>Metrics</source>
            <translation>指标</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>More room for the picture (Tab while the picture has the focus)</source>
            <translation>为图片腾出更多空间（焦点在图片上时按 Tab 键）</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Move</source>
            <translation>移动</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Move the edge of the mask outwards or inwards by some pixels</source>
            <translation>将蒙版边缘向外或向内移动若干像素</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Move the keyboard focus between picture and panels</source>
            <translation>在图片和面板之间移动键盘焦点</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Move the view (or hold Space, or drag with the middle button)</source>
            <translation>移动视图（也可按住空格键，或用鼠标中键拖动）</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Much bigger brush</source>
            <translation>大幅放大画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Much smaller brush</source>
            <translation>大幅缩小画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>New window</source>
            <translation>新建窗口</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Next problem</source>
            <translation>下一个问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Next way of repair</source>
            <translation>下一种修复方式</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>One pixel of the picture on one pixel of the screen</source>
            <translation>图片的一个像素对应屏幕的一个像素</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/empty_state.py" />
            <location filename="gui/hints.py" />
            <source>Open photo…</source>
            <translation>打开照片…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/menus.py" />
            <source>Open recent</source>
            <translation>打开最近文件</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Open style picture…</source>
            <translation>打开风格图片…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/content_card.py" />
            <location filename="gui/style_panel.py" />
            <source>Open the photo to stylize</source>
            <translation>打开要风格化的照片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Paint many photos in many styles and see which results need a look</source>
            <translation>以多种风格绘制多张照片，并查看哪些结果需要检查</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Paint over what should be repaired</source>
            <translation>涂抹需要修复的地方</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Paint the photo in several styles and compare them in figures and pictures</source>
            <translation>用多种风格绘制照片，并以数值和图片进行比较</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/run_bar.py" />
            <source>Paint the photo in the chosen style</source>
            <translation>以所选风格绘制照片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Paste picture as photo</source>
            <translation>粘贴图片作为照片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Paste picture as style</source>
            <translation>粘贴图片作为风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Photo and result next to each other</source>
            <translation>照片与结果并排显示</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Photo left of the line, result right of it</source>
            <translation>分割线左侧为照片，右侧为结果</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/canvas.py" />
            <source>Picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Preferences…</source>
            <translation>首选项…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Previous problem</source>
            <translation>上一个问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Previous way of repair</source>
            <translation>上一种修复方式</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Repair all problems</source>
            <translation>修复所有问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Repair every listed problem, the worst first</source>
            <translation>从最严重的开始修复列出的所有问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Repair the painted mask, or else the selected problem</source>
            <translation>修复涂抹的蒙版；没有蒙版时修复所选问题</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Result only</source>
            <translation>仅显示结果</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Save own style…</source>
            <translation>保存自定义风格…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Save photo, result, mask and settings together</source>
            <translation>将照片、结果、蒙版和设置一起保存</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/dialogs.py" />
            <location filename="gui/file_commands.py" />
            <source>Save project</source>
            <translation>保存项目</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Save project as…</source>
            <translation>项目另存为…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Search the styles by title, artist or year</source>
            <translation>按标题、作者或年份搜索风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/settings_dialog.py" />
            <source>See and change the keys</source>
            <translation>查看和更改快捷键</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Show one picture</source>
            <translation>只显示一张图片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Show the photo (hold)</source>
            <translation>显示原图（按住）</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Show the selected repair as it would be by another method</source>
            <translation>查看所选修复用另一种方法的效果</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Show the whole picture</source>
            <translation>显示整张图片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Smaller brush</source>
            <translation>缩小画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Snap mask to heatmap</source>
            <translation>蒙版贴合热力图</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Softer brush</source>
            <translation>更软的画笔</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Split: before and after</source>
            <translation>分屏对比：之前与之后</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Stop what is running, or close the message</source>
            <translation>停止正在进行的操作，或关闭消息</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Swap brush and erase</source>
            <translation>切换画笔和橡皮擦</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Take away from the mask</source>
            <translation>从蒙版中擦除</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Take the selected problem off the list, or back onto it</source>
            <translation>将所选问题移出列表或放回列表</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Theme: as the system</source>
            <translation>主题：跟随系统</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Theme: dark</source>
            <translation>主题：深色</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Theme: light</source>
            <translation>主题：浅色</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Train a collection…</source>
            <translation>训练作品集…</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/hints.py" />
            <location filename="gui/run_bar.py" />
            <source>Transfer style</source>
            <translation>应用风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/session_repairs.py" />
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Unmark everything</source>
            <translation>取消所有涂抹</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Use a picture of your own as the style</source>
            <translation>使用你自己的图片作为风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Use the picture in the clipboard as the photo</source>
            <translation>将剪贴板中的图片用作照片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Use the picture in the clipboard as the style</source>
            <translation>将剪贴板中的图片用作风格</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>View</source>
            <translation>视图</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>While the key is held, the original photo is shown</source>
            <translation>按住按键时显示原图</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Work on another photo beside this one</source>
            <translation>在旁边同时处理另一张照片</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <source>Write the finished picture to a file</source>
            <translation>将完成的图片写入文件</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/compare_dialog.py" />
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <location filename="gui/actions.py" />
            <location filename="gui/compare_dialog.py" />
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <location filename="gui/adapt_desk.py" />
            <location filename="gui/own_styles.py" />
            <location filename="gui/train_desk.py" />
            <location filename="gui/train_work.py" />
            <source>“{title}” is one of your own styles now.</source>
            <translation>“{title}”已加入你的自定义风格。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Adapt to this picture</source>
            <translation>适配此图片</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Another picture is open now. Keep saves the style and chooses it, without painting.</source>
            <translation>现在打开的是另一张图片。“保留”会保存并选中该风格，但不进行绘制。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Cancelling…</source>
            <translation>正在取消…</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/artwork_dialog.py" />
            <location filename="gui/batch_dialog.py" />
            <location filename="gui/compare_dialog.py" />
            <location filename="gui/train_dialog.py" />
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Compared with the beginning: the lower, the nearer to the photo</source>
            <translation>与开始时相比：越低，离照片越近</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Compared with the beginning: the lower, the nearer to the style</source>
            <translation>与开始时相比：越低，离风格越近</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Content distance</source>
            <translation>内容距离</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/recovery_dialog.py" />
            <source>Discard</source>
            <translation>丢弃</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Discard the adapted style?</source>
            <translation>丢弃适配的风格？</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>End here, with what has been reached</source>
            <translation>到此结束，使用已达到的效果</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Epoch</source>
            <translation>轮次</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Forget it; everything stays as it was</source>
            <translation>不保留；一切维持原样</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/train_work.py" />
            <source>Getting ready…</source>
            <translation>正在准备…</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Give up what has been reached; nothing changes</source>
            <translation>放弃已达到的效果；不作任何更改</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>It has not been kept; the picture stays as it is.</source>
            <translation>它尚未保留；图片维持原样。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Keep</source>
            <translation>保留</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Keep it as a style of your own, or discard it?</source>
            <translation>保留为自定义风格，还是丢弃？</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/batch_setup.py" />
            <location filename="gui/train_form.py" />
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/own_style_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Name of the style</source>
            <translation>风格名称</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/content_card.py" />
            <location filename="gui/guidance.py" />
            <location filename="gui/own_style_dialog.py" />
            <location filename="gui/style_list.py" />
            <source>Pasted picture</source>
            <translation>粘贴的图片</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/batch_dialog.py" />
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Paused. Other work of the engine waits until you resume.</source>
            <translation>已暂停。引擎的其他工作会等到您继续。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/batch_dialog.py" />
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Save it as a style of your own and paint the picture with it; you can undo that</source>
            <translation>保存为自定义风格并用它绘制图片；可以撤销</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/batch_dialog.py" />
            <location filename="gui/train_dialog.py" />
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/train_dialog.py" />
            <source>Step</source>
            <translation>步数</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <location filename="gui/compare_dialog.py" />
            <location filename="gui/train_dialog.py" />
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Stop adapting</source>
            <translation>停止适配</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Stop adapting?</source>
            <translation>停止适配？</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Stopping after this step…</source>
            <translation>完成这一步后停止…</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Storing the style…</source>
            <translation>正在保存风格…</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>Trains generator and discriminator on this photo and this style alone, from the weights that ship, so that the result comes nearer to the style. An epoch takes about ten seconds on a laptop; you can pause, stop or cancel at any time.</source>
            <translation>从随附的权重出发，只针对这张照片和这种风格训练生成模型与检查模型，使结果更接近风格。在笔记本电脑上每轮约需十秒；可以随时暂停、停止或取消。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>What has been learnt for this picture so far is lost.</source>
            <translation>到目前为止为这张图片学到的内容会丢失。</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>{done} of {all}</source>
            <translation>{done} / {all}</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>{style} (adapted)</source>
            <translation>{style}（适配）</translation>
        </message>
        <message>
            <location filename="gui/adapt_dialog.py" />
            <source>“{style}” on {photo}</source>
            <translation>“{style}”用于 {photo}</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>A collection has a generator of its own, which cannot be adapted; choose a picture or another style.</source>
            <translation>作品集有自己的生成模型，无法适配；请选择一张图片或其他风格。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Adapting</source>
            <translation>正在适配</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Adapting is paused</source>
            <translation>适配已暂停</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Another picture was opened, so adapting to the last one was stopped.</source>
            <translation>打开了另一张图片，因此对上一张图片的适配已停止。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Cancelled. Nothing was changed.</source>
            <translation>已取消，没有任何更改。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>First choose a style.</source>
            <translation>请先选择一种风格。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <location filename="gui/guidance.py" />
            <source>First open a photo.</source>
            <translation>请先打开一张照片。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Something else is under way; this can start when it is done.</source>
            <translation>正在进行其他工作；完成后即可开始。</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>Storing “{title}”</source>
            <translation>正在保存“{title}”</translation>
        </message>
        <message>
            <location filename="gui/adapt_work.py" />
            <source>“{title}” has no picture to learn from; choose the style that it was made from, or a picture.</source>
            <translation>“{title}”没有可供学习的图片；请选择制作它时所用的风格，或一张图片。</translation>
        </message>
        <message>
            <location filename="gui/alternatives.py" />
            <source>Next way of mending this place</source>
            <translation>此处的下一种修复方式</translation>
        </message>
        <message>
            <location filename="gui/alternatives.py" />
            <source>Previous way of mending this place</source>
            <translation>此处的上一种修复方式</translation>
        </message>
        <message>
            <location filename="gui/alternatives.py" />
            <source>{number} of {count}: {method}</source>
            <translation>{number} / {count}：{method}</translation>
        </message>
        <message>
            <location filename="gui/alternatives.py" />
            <source>{sentence} The score is then {score}; 0 is right, 1 is wrong.</source>
            <translation>{sentence} 此时的分数为 {score}；0 为正常，1 为异常。</translation>
        </message>
        <message>
            <location filename="gui/application.py" />
            <source>the last action</source>
            <translation>上一个操作</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_dialog.py" />
            <source>%n picture will be made.</source>
            <translation>
                <numerusform>将生成 %n 张图片。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_dialog.py" />
            <source>%n to look at</source>
            <translation>
                <numerusform>%n 张需要查看</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Back to the results</source>
            <translation>返回结果</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Batch</source>
            <translation>批处理</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Cancel the batch</source>
            <translation>取消批处理</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Cancelled: {made} of {all} made</source>
            <translation>已取消：已完成 {made} / {all}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Flagged part from which a result needs a look</source>
            <translation>标记比例达到多少时需要查看</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Look at results of which more than</source>
            <translation>查看结果的条件：超过</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Make the rest</source>
            <translation>制作其余的</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>New batch…</source>
            <translation>新建批处理…</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Nothing to look at</source>
            <translation>没有需要查看的</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Paused: {made} of {all} made</source>
            <translation>已暂停：已完成 {made} / {all}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Pausing after this picture: {made} of {all} made</source>
            <translation>完成当前图片后暂停：已完成 {made} / {all}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Progress of the batch</source>
            <translation>批处理进度</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>Try the failed ones again</source>
            <translation>重试失败的项目</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>is flagged</source>
            <translation>被标记</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>{made} of {all} made</source>
            <translation>已完成 {made} / {all}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>{made} of {all} made, {failed} failed</source>
            <translation>已完成 {made} / {all}，失败 {failed}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>{made} of {all} made, {skipped} left out</source>
            <translation>已完成 {made} / {all}，跳过 {skipped}</translation>
        </message>
        <message>
            <location filename="gui/batch_dialog.py" />
            <source>{made} of {all} made, {skipped} left out, {failed} failed</source>
            <translation>已完成 {made} / {all}，跳过 {skipped}，失败 {failed}</translation>
        </message>
        <message>
            <location filename="gui/batch_opening.py" />
            <location filename="gui/session_files.py" />
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <location filename="gui/batch_queue.py" />
            <source>Batch: {name}</source>
            <translation>批处理：{name}</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_setup.py" />
            <location filename="gui/train_dialog.py" />
            <source>%n photo</source>
            <translation>
                <numerusform>%n 张照片</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_setup.py" />
            <location filename="gui/compare_dialog.py" />
            <source>%n style</source>
            <translation>
                <numerusform>%n 种风格</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add folder</source>
            <translation>添加文件夹</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add photos</source>
            <translation>添加照片</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add photos…</source>
            <translation>添加照片…</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add picture…</source>
            <translation>添加图片…</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add style pictures</source>
            <translation>添加风格图片</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Add the photos to paint.</source>
            <translation>请添加要绘制的照片。</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <location filename="gui/export_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Browse…</source>
            <translation>浏览…</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Drop photos or folders here, or add them below.</source>
            <translation>将照片或文件夹拖放到这里，或在下方添加。</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>If a file is there already</source>
            <translation>如果文件已存在</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>If it is there</source>
            <translation>如已存在</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Keep both</source>
            <translation>两者都保留</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Leave it out</source>
            <translation>跳过</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Look</source>
            <translation>效果</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Names</source>
            <translation>命名</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <location filename="gui/train_form.py" />
            <source>Photos</source>
            <translation>照片</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Quality receipt with each picture</source>
            <translation>每张图片附带质量凭据</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Replace it</source>
            <translation>替换</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <location filename="gui/batch_styles.py" />
            <location filename="gui/compare_dialog.py" />
            <location filename="gui/style_gallery.py" />
            <source>Styles</source>
            <translation>风格库</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Take the selected photos off the list</source>
            <translation>将所选照片移出列表</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <location filename="gui/export_dialog.py" />
            <source>There is no folder “{folder}”.</source>
            <translation>文件夹“{folder}”不存在。</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Tick at least one style.</source>
            <translation>请至少勾选一种风格。</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>Write to folder</source>
            <translation>写入文件夹</translation>
        </message>
        <message>
            <location filename="gui/batch_setup.py" />
            <source>{photo}, {style} and {number} stand for what they say, in curly brackets</source>
            <translation>花括号中的 {photo}、{style} 和 {number} 分别代表照片名、风格名和序号</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Double-click to open it</source>
            <translation>双击打开</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Queue</source>
            <translation>队列</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>Was there already</source>
            <translation>已存在</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <location filename="gui/region_list.py" />
            <source>under 0.1%</source>
            <translation>不到 0.1%</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>{percent}%</source>
            <translation>{percent}%</translation>
        </message>
        <message>
            <location filename="gui/batch_table.py" />
            <source>{share} – look at this</source>
            <translation>{share}——请查看</translation>
        </message>
        <message>
            <location filename="gui/canvas_menu.py" />
            <location filename="gui/compare_dialog.py" />
            <source>Compare</source>
            <translation>对比</translation>
        </message>
        <message>
            <location filename="gui/canvas_menu.py" />
            <source>Problem {number}: {kind}</source>
            <translation>问题 {number}：{kind}</translation>
        </message>
        <message>
            <location filename="gui/canvas_menu.py" />
            <source>Repair by</source>
            <translation>修复方式</translation>
        </message>
        <message>
            <location filename="gui/canvas_menu.py" />
            <source>Repair this place</source>
            <translation>修复此处</translation>
        </message>
        <message>
            <location filename="gui/canvas_menu.py" />
            <source>Repair what is marked</source>
            <translation>修复涂抹的区域</translation>
        </message>
        <message>
            <location filename="gui/clipboard.py" />
            <source>Copying the picture</source>
            <translation>正在复制图片</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>If you quit without saving, the changes since the last save are lost:</source>
            <translation>如果不保存就退出，上次保存之后的更改将会丢失：</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>Keep open</source>
            <translation>保持打开</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>Save all</source>
            <translation>全部保存</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/closing.py" />
            <source>Save your work on %n picture?</source>
            <translation>
                <numerusform>要保存对 %n 张图片所做的更改吗？</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <location filename="gui/train_desk.py" />
            <source>Stop and close</source>
            <translation>停止并关闭</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>Stop writing “{name}”?</source>
            <translation>要停止写入“{name}”吗？</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>The file is not complete yet. What has been there before stays.</source>
            <translation>文件尚未写完。原来的文件会保留。</translation>
        </message>
        <message>
            <location filename="gui/closing.py" />
            <source>“{name}” is still being written; the window closes as soon as it is there.</source>
            <translation>“{name}”仍在写入；写完后窗口会自动关闭。</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <location filename="gui/export_dialog.py" />
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <location filename="gui/export_dialog.py" />
            <source>Replace the file?</source>
            <translation>要替换文件吗？</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <source>Save the comparison</source>
            <translation>保存比较结果</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <location filename="gui/session_files.py" />
            <source>Saved {name}.</source>
            <translation>已保存 {name}。</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <location filename="gui/session_files.py" />
            <source>Saving {name}</source>
            <translation>正在保存 {name}</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <source>Style of the window</source>
            <translation>窗口中的风格</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <source>Table (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <source>There is a file “{name}” in this folder already.</source>
            <translation>此文件夹中已有文件“{name}”。</translation>
        </message>
        <message>
            <location filename="gui/compare_desk.py" />
            <source>Web page with pictures (*.html)</source>
            <translation>含图片的网页 (*.html)</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>All</source>
            <translation>全选</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>As painted</source>
            <translation>绘制顺序</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Best first by</source>
            <translation>按此项从优到劣</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Choose the selected style in the window</source>
            <translation>在窗口中选用所选的风格</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Compare architectures</source>
            <translation>比较架构</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Compared at {width} × {height} pixels.</source>
            <translation>以 {width} × {height} 像素进行比较。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>None</source>
            <translation>全不选</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Nothing compared yet</source>
            <translation>尚未比较</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>One of each family</source>
            <translation>每类选一个</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Open a photo to compare styles on it.</source>
            <translation>请打开一张照片，以便在其上比较风格。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Or click a heading of the table; once more turns it round</source>
            <translation>也可点击表头；再点一次则反转顺序</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Progress of the comparison</source>
            <translation>比较进度</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Save table and pictures as a web page, or the table alone</source>
            <translation>将表格和图片保存为网页，或只保存表格</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Save…</source>
            <translation>保存…</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Select rows with Ctrl or Shift to see them beside the photo.</source>
            <translation>按住 Ctrl 或 Shift 选择多行，即可与照片并排查看。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Strength {strength}, stroke size {size}, as in the window.</source>
            <translation>强度 {strength}，笔触大小 {size}，与窗口中相同。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>Tick styles on the left and press Compare.</source>
            <translation>请在左侧勾选风格，然后按“对比”。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <location filename="gui/style_menu.py" />
            <source>Use this style</source>
            <translation>使用此风格</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>With the colours of the photo.</source>
            <translation>保留照片的颜色。</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>{made} of {all} styles, {width} × {height} pixels, on {device}</source>
            <translation>{all} 种风格中的 {made} 种，{width} × {height} 像素，{device}</translation>
        </message>
        <message>
            <location filename="gui/compare_dialog.py" />
            <source>“{style}” is the style of the window now.</source>
            <translation>窗口现在使用风格“{style}”。</translation>
        </message>
        <message>
            <location filename="gui/compare_run.py" />
            <source>Comparing styles</source>
            <translation>正在比较风格</translation>
        </message>
        <message>
            <location filename="gui/compare_styles.py" />
            <source>Styles to compare</source>
            <translation>要比较的风格</translation>
        </message>
        <message>
            <location filename="gui/compare_styles.py" />
            <source>Tick or untick all of this family</source>
            <translation>勾选或取消勾选此类别的全部风格</translation>
        </message>
        <message>
            <location filename="gui/compare_table.py" />
            <source>Compared styles</source>
            <translation>已比较的风格</translation>
        </message>
        <message>
            <location filename="gui/compare_views.py" />
            <source>Pictures side by side</source>
            <translation>并排的图片</translation>
        </message>
        <message>
            <location filename="gui/compare_views.py" />
            <source>The wheel zooms all pictures, dragging moves them</source>
            <translation>滚轮缩放所有图片，拖动则移动它们</translation>
        </message>
        <message>
            <location filename="gui/comparison.py" />
            <source>Comparing</source>
            <translation>正在对比</translation>
        </message>
        <message>
            <location filename="gui/content_card.py" />
            <source>No photo yet</source>
            <translation>还没有照片</translation>
        </message>
        <message>
            <location filename="gui/content_card.py" />
            <source>Open or drop</source>
            <translation>打开或拖入</translation>
        </message>
        <message>
            <location filename="gui/content_card.py" />
            <source>Open…</source>
            <translation>打开…</translation>
        </message>
        <message>
            <location filename="gui/content_card.py" />
            <source>{width} × {height} pixels, {megapixels} megapixels, {bits} bit</source>
            <translation>{width} × {height} 像素，{megapixels} 百万像素，{bits} 位</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>Don't save</source>
            <translation>不保存</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>If you close without saving, the changes since the last save are lost.</source>
            <translation>如果不保存就关闭，上次保存之后的更改将会丢失。</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>If you open a project without saving, the changes since the last save are lost.</source>
            <translation>如果不保存就打开项目，上次保存之后的更改将会丢失。</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>If you open another photo without saving, the changes since the last save are lost.</source>
            <translation>如果不保存就打开另一张照片，上次保存之后的更改将会丢失。</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>Licence: Apache-2.0</source>
            <translation>许可证：Apache-2.0</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>Paints photos in the style of other pictures, shows what went wrong, and mends it: nothing outside your mask changes.</source>
            <translation>以其他图片的风格绘制照片，指出哪里出了问题并加以修复：蒙版之外的一切保持不变。</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>Save your work on “{name}”?</source>
            <translation>要保存对“{name}”所做的更改吗？</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <source>The changes since the last save would be lost.</source>
            <translation>上次保存之后的更改将会丢失。</translation>
        </message>
        <message>
            <location filename="gui/dialogs.py" />
            <location filename="gui/recovery_dialog.py" />
            <source>Unsaved work</source>
            <translation>尚未保存</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <source>Drop a photo here</source>
            <translation>将照片拖放到这里</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <source>Open the sample photo “{title}”</source>
            <translation>打开示例照片“{title}”</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <location filename="gui/style_panel.py" />
            <source>Recent</source>
            <translation>最近打开</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <source>Then choose a style, and repair what looks wrong.</source>
            <translation>然后选择一种风格，并修复看起来不对的地方。</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <source>Try the sample {title}</source>
            <translation>试用示例“{title}”</translation>
        </message>
        <message>
            <location filename="gui/empty_state.py" />
            <source>or try a sample</source>
            <translation>或试试示例照片</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Also write beside it</source>
            <translation>同时另存</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>End the name with .png, .jpg, .tif or .webp, or choose a format below it.</source>
            <translation>请让文件名以 .png、.jpg、.tif 或 .webp 结尾，或在下方选择格式。</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Estimating the size…</source>
            <translation>正在估算大小…</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Export picture</source>
            <translation>导出图片</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>How wrong each pixel looks, as 16-bit grey PNG: black is right, white is wrong</source>
            <translation>每个像素的异常程度，16 位灰度 PNG：黑色为正常，白色为异常</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Nothing is painted for repair now</source>
            <translation>当前没有涂抹任何修复区域</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <location filename="gui/export_preview.py" />
            <source>Preview of the file</source>
            <translation>文件预览</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Quality receipt</source>
            <translation>质量凭据</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Raw anomaly map</source>
            <translation>原始异常图</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/export_dialog.py" />
            <source>Replace %n file</source>
            <translation>
                <numerusform>替换 %n 个文件</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Replace the files?</source>
            <translation>要替换这些文件吗？</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Replace the original</source>
            <translation>替换原图</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>Size of the file</source>
            <translation>文件大小</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>The picture under its heatmap, as PNG</source>
            <translation>叠加热力图的图片，PNG 格式</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>These exist already in “{folder}”: {names}.</source>
            <translation>“{folder}”中已有以下文件：{names}。</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>What is painted for repair now, as grey PNG</source>
            <translation>当前涂抹的修复区域，灰度 PNG</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>What made the picture and how good it is: models, settings, SSIM and MS-SSIM, flagged area and the proof of every repair; as JSON beside the picture and inside it</source>
            <translation>图片的生成方式与质量：模型、设置、SSIM 与 MS-SSIM、标记面积以及每次修复的证明；以 JSON 形式存于图片旁边和图片内部</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>{format} has no transparency; the picture is laid onto white.</source>
            <translation>{format} 不支持透明，图片将铺在白色背景上。</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>{format} keeps 8 bits per channel; the photo has 16. PNG and TIFF keep all of them.</source>
            <translation>{format} 每通道只保留 8 位，而照片为 16 位。PNG 和 TIFF 可以完整保留。</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>{width} × {height} pixels, about {size}</source>
            <translation>{width} × {height} 像素，约 {size}</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>{width} × {height} pixels, {size}</source>
            <translation>{width} × {height} 像素，{size}</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>“{name}” exists already in “{folder}”.</source>
            <translation>“{folder}”中已有“{name}”。</translation>
        </message>
        <message>
            <location filename="gui/export_dialog.py" />
            <source>“{name}” is the photo that you opened. Replacing it loses the original.</source>
            <translation>“{name}”就是你打开的照片。替换它会失去原图。</translation>
        </message>
        <message>
            <location filename="gui/export_preview.py" />
            <source>Preparing the preview…</source>
            <translation>正在准备预览…</translation>
        </message>
        <message>
            <location filename="gui/export_preview.py" />
            <source>The picture as the file will show it, pixel by pixel; drag to see another part</source>
            <translation>逐像素显示文件中图片的样子；拖动可查看其他部分</translation>
        </message>
        <message>
            <location filename="gui/file_commands.py" />
            <source>Copied the picture, {width} × {height} pixels.</source>
            <translation>已复制图片，{width} × {height} 像素。</translation>
        </message>
        <message>
            <location filename="gui/file_commands.py" />
            <source>Open photo</source>
            <translation>打开照片</translation>
        </message>
        <message>
            <location filename="gui/file_commands.py" />
            <source>Open style picture</source>
            <translation>打开风格图片</translation>
        </message>
        <message>
            <location filename="gui/file_commands.py" />
            <source>There is no picture in the clipboard; copy one first.</source>
            <translation>剪贴板中没有图片，请先复制一张。</translation>
        </message>
        <message>
            <location filename="gui/file_work.py" />
            <source>Kintsugi project ({patterns})</source>
            <translation>Kintsugi 项目 ({patterns})</translation>
        </message>
        <message>
            <location filename="gui/form_parts.py" />
            <location filename="gui/run_bar.py" />
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>100 keeps most detail and makes the largest file; 92 looks the same</source>
            <translation>100 保留最多细节，文件最大；92 看起来几乎一样</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>All of them keep every pixel</source>
            <translation>所有方式都会保留每个像素</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>As the photo</source>
            <translation>与照片相同</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>As the photo ({bits} bit)</source>
            <translation>与照片相同（{bits} 位）</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Automatic, by the quality</source>
            <translation>自动，取决于质量</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Bit depth</source>
            <translation>位深</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Colour detail</source>
            <translation>色彩细节</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Colours</source>
            <translation>颜色</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Compression</source>
            <translation>压缩</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Convert to sRGB, for the web</source>
            <translation>转换为 sRGB，适合网络</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Date, camera, author, place and the like; never the thumbnail</source>
            <translation>日期、相机、作者、地点等；不包含缩略图</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Deflate, smallest file</source>
            <translation>Deflate，文件最小</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Every pixel is kept exactly; the file is larger</source>
            <translation>每个像素都精确保留；文件更大</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Full (4:4:4)</source>
            <translation>完整（4:4:4）</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Half across (4:2:2)</source>
            <translation>水平减半（4:2:2）</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>How finely colours are kept beside brightness (chroma subsampling)</source>
            <translation>相对于亮度，颜色保留的精细程度（色度抽样）</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Keep camera data (EXIF, XMP)</source>
            <translation>保留相机数据（EXIF、XMP）</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Keep the photo's colour profile</source>
            <translation>保留照片的颜色配置文件</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>LZW, opens everywhere</source>
            <translation>LZW，通用性最好</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Lossless</source>
            <translation>无损</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>None, largest file</source>
            <translation>不压缩，文件最大</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Quality</source>
            <translation>质量</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>Quarter (4:2:0), smallest file</source>
            <translation>四分之一（4:2:0），文件最小</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <location filename="gui/resize_form.py" />
            <source>Size</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>So that colours look the same in other programs</source>
            <translation>让颜色在其他程序中看起来一致</translation>
        </message>
        <message>
            <location filename="gui/format_form.py" />
            <source>{bits} bit per channel</source>
            <translation>每通道 {bits} 位</translation>
        </message>
        <message>
            <location filename="gui/guidance.py" />
            <source>Look for problems</source>
            <translation>查找问题</translation>
        </message>
        <message>
            <location filename="gui/guidance.py" />
            <source>Now choose a style above.</source>
            <translation>请在上方选择一种风格。</translation>
        </message>
        <message>
            <location filename="gui/guidance.py" />
            <source>Painted.</source>
            <translation>绘制完成。</translation>
        </message>
        <message>
            <location filename="gui/guidance.py" />
            <source>This photo is too small to paint.</source>
            <translation>这张照片太小，无法绘制。</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/hints.py" />
            <source>%n place looks wrong. Press {key} to see the worst.</source>
            <translation>
                <numerusform>有 %n 处看起来不对。按 {key} 查看最严重的一处。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/hints.py" />
            <source>%n place looks wrong. See the worst.</source>
            <translation>
                <numerusform>有 %n 处看起来不对，来看最严重的一处。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Choose a style on the left, or drop a picture there.</source>
            <translation>在左侧选择一种风格，或把一张图片拖放到那里。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Nothing looks wrong.</source>
            <translation>没有发现问题。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Press {key} to repair this place.</source>
            <translation>按 {key} 修复此处。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Press {key} to repair what is marked.</source>
            <translation>按 {key} 修复涂抹的区域。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Ready to paint.</source>
            <translation>可以开始绘制了。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Repair this place.</source>
            <translation>修复此处。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Repair what is marked.</source>
            <translation>修复涂抹的区域。</translation>
        </message>
        <message>
            <location filename="gui/hints.py" />
            <source>Show it</source>
            <translation>查看</translation>
        </message>
        <message>
            <location filename="gui/history_panel.py" />
            <source>History</source>
            <translation>历史记录</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/history_rows.py" />
            <source>%n pixel changed outside the mask</source>
            <translation>
                <numerusform>蒙版外有 %n 个像素改变</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/history_rows.py" />
            <source>Earlier state</source>
            <translation>较早的状态</translation>
        </message>
        <message>
            <location filename="gui/history_rows.py" />
            <source>Photo opened</source>
            <translation>已打开照片</translation>
        </message>
        <message>
            <location filename="gui/history_rows.py" />
            <source>This state is saved.</source>
            <translation>此状态已保存。</translation>
        </message>
        <message>
            <location filename="gui/jobs.py" />
            <source>Something unexpected stopped “{job}”. Nothing was changed; copy the diagnostics to report it.</source>
            <translation>“{job}”因意外错误而中断。未作任何更改；请复制诊断信息进行反馈。</translation>
        </message>
        <message>
            <location filename="gui/jobs.py" />
            <source>There was not enough memory ({job}). Close other programs or use a smaller photo; nothing was changed.</source>
            <translation>内存不足（{job}）。请关闭其他程序或使用较小的照片；未作任何更改。</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/jobs.py" />
            <source>about %n min left</source>
            <translation>
                <numerusform>大约还需 %n 分钟</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/jobs.py" />
            <source>about %n s left</source>
            <translation>
                <numerusform>大约还需 %n 秒</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/jobs.py" />
            <source>almost done</source>
            <translation>即将完成</translation>
        </message>
        <message>
            <location filename="gui/legend.py" />
            <source>flagged from {threshold}</source>
            <translation>{threshold} 以上会被标记</translation>
        </message>
        <message>
            <location filename="gui/legend.py" />
            <source>looks right</source>
            <translation>看起来正常</translation>
        </message>
        <message>
            <location filename="gui/legend.py" />
            <source>looks wrong</source>
            <translation>看起来不对</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>All kinds</source>
            <translation>所有类型</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>By kind</source>
            <translation>按类型</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Choose which problems are listed, and in which order</source>
            <translation>选择列出哪些问题以及排列顺序</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>From top to bottom</source>
            <translation>从上到下</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Largest first</source>
            <translation>最大的在前</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Order and filter of the list</source>
            <translation>列表的排序与筛选</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Show ignored ({count})</source>
            <translation>显示已忽略（{count}）</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Show repaired ({count})</source>
            <translation>显示已修复（{count}）</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>Worst first</source>
            <translation>最严重的在前</translation>
        </message>
        <message>
            <location filename="gui/list_menu.py" />
            <source>{kind} ({count})</source>
            <translation>{kind}（{count}）</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>After step {step} of {steps}: {curves}</source>
            <translation>第 {step} 步（共 {steps} 步）之后：{curves}</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>Losses over the steps</source>
            <translation>各步的损失</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>No step has been done yet.</source>
            <translation>尚未完成任何一步。</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>Step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <location filename="gui/loss_plot.py" />
            <source>{curve} from {first} to {last}</source>
            <translation>{curve} 从 {first} 到 {last}</translation>
        </message>
        <message>
            <location filename="gui/main_window.py" />
            <source>Looking for problems…</source>
            <translation>正在查找问题…</translation>
        </message>
        <message>
            <location filename="gui/main_window.py" />
            <source>Photo and style</source>
            <translation>照片与风格</translation>
        </message>
        <message>
            <location filename="gui/main_window.py" />
            <source>Problems and history</source>
            <translation>问题与历史记录</translation>
        </message>
        <message>
            <location filename="gui/main_window.py" />
            <source>Redo {step}</source>
            <translation>重做 {step}</translation>
        </message>
        <message>
            <location filename="gui/main_window.py" />
            <source>Undo {step}</source>
            <translation>撤销 {step}</translation>
        </message>
        <message>
            <location filename="gui/mask_dialog.py" />
            <source> px</source>
            <translation> 像素</translation>
        </message>
        <message>
            <location filename="gui/mask_dialog.py" />
            <source>Grow by</source>
            <translation>扩展</translation>
        </message>
        <message>
            <location filename="gui/mask_dialog.py" />
            <source>Grow by, in pixels of the picture</source>
            <translation>扩展量，以图片像素为单位</translation>
        </message>
        <message>
            <location filename="gui/mask_dialog.py" />
            <source>Grow or shrink mask</source>
            <translation>扩展或收缩蒙版</translation>
        </message>
        <message>
            <location filename="gui/mask_dialog.py" />
            <source>Less than 0 shrinks the mask. The picture shows how it will be.</source>
            <translation>小于 0 表示收缩蒙版。图片会显示效果。</translation>
        </message>
        <message>
            <location filename="gui/menus.py" />
            <source>Clear list</source>
            <translation>清空列表</translation>
        </message>
        <message>
            <location filename="gui/menus.py" />
            <source>Nothing yet</source>
            <translation>暂无</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>After the transfer</source>
            <translation>应用风格后</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Could not be measured</source>
            <translation>无法测量</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Edit {number}: {label}</source>
            <translation>操作 {number}：{label}</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>How far colours and textures are from those of the style: 0 is the style itself. Good to compare results of one photo, not of different styles.</source>
            <translation>颜色和纹理与风格的差距：0 即为风格本身。适合比较同一张照片的结果，不适合比较不同的风格。</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>How much of the photo's fine structure is still there: 1 is all of it, 0 is nothing. A strong style lowers it, and that is no fault.</source>
            <translation>照片的精细结构还保留多少：1 为全部，0 为没有。风格越强数值越低，这并不是问题。</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>How much of the picture looks wrong to the discriminator, at the usual sensitivity. Repairs should lower it.</source>
            <translation>在默认灵敏度下，检查模型认为图片有多少部分不对。修复应使其降低。</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>MS-SSIM</source>
            <translation>MS-SSIM</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Measuring…</source>
            <translation>正在测量…</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Now</source>
            <translation>当前</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Right after the last transfer</source>
            <translation>最近一次应用风格之后</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>SSIM</source>
            <translation>SSIM</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>Stylized</source>
            <translation>风格化</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>The same, also seen from further away, as an eye steps back: it forgives brush strokes and notices lost shapes. 1 is all of the photo.</source>
            <translation>同上，但也从更远处观察，如同退后几步：它容忍笔触，但会察觉丢失的形状。1 为完全保留照片。</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>With everything done since</source>
            <translation>包含此后的所有操作</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>{measure} over the edits</source>
            <translation>{measure}随操作的变化</translation>
        </message>
        <message>
            <location filename="gui/metrics_panel.py" />
            <source>{measure}: repairs will show here</source>
            <translation>{measure}：修复将显示在这里</translation>
        </message>
        <message>
            <location filename="gui/metrics_watch.py" />
            <source>Measuring</source>
            <translation>正在测量</translation>
        </message>
        <message>
            <location filename="gui/new_folder.py" />
            <source>The folder “{name}” cannot be made in “{parent}”: choose another one.</source>
            <translation>无法在“{parent}”中创建文件夹“{name}”：请另选一个。</translation>
        </message>
        <message>
            <location filename="gui/new_folder.py" />
            <source>The folder “{name}” will be made.</source>
            <translation>将创建文件夹“{name}”。</translation>
        </message>
        <message>
            <location filename="gui/notice_bar.py" />
            <source>Close this message</source>
            <translation>关闭这条消息</translation>
        </message>
        <message>
            <location filename="gui/notice_bar.py" />
            <source>{sentence} ({count} times)</source>
            <translation>{sentence}（{count} 次）</translation>
        </message>
        <message>
            <location filename="gui/notice_bar.py" />
            <source>× {count}</source>
            <translation>× {count}</translation>
        </message>
        <message>
            <location filename="gui/notifications.py" />
            <source>Diagnostics copied; paste them into your report.</source>
            <translation>诊断信息已复制，请粘贴到你的反馈中。</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>Add pictures</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>Add pictures…</source>
            <translation>添加图片…</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>Leave the selected pictures out</source>
            <translation>排除所选图片</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>Pictures of the style</source>
            <translation>风格图片列表</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <location filename="gui/style_menu.py" />
            <location filename="gui/styling.py" />
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <location filename="gui/styling.py" />
            <source>Save as own style</source>
            <translation>保存为自定义风格</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>Several pictures of one hand make a steadier style</source>
            <translation>出自同一作者的多张图片能得到更稳定的风格</translation>
        </message>
        <message>
            <location filename="gui/own_style_dialog.py" />
            <source>The style is learnt from these pictures and kept in your gallery.</source>
            <translation>将从这些图片中学习风格，并保存到你的风格库。</translation>
        </message>
        <message>
            <location filename="gui/own_styles.py" />
            <source>Learning “{title}”</source>
            <translation>正在学习“{title}”</translation>
        </message>
        <message>
            <location filename="gui/pair_view.py" />
            <source>Adapted so far</source>
            <translation>目前的适配结果</translation>
        </message>
        <message>
            <location filename="gui/pair_view.py" />
            <source>Before adapting</source>
            <translation>适配前</translation>
        </message>
        <message>
            <location filename="gui/pair_view.py" />
            <source>Before and after</source>
            <translation>之前与之后</translation>
        </message>
        <message>
            <location filename="gui/pair_view.py" />
            <source>Left the result before adapting, right the one so far</source>
            <translation>左边是适配前的结果，右边是目前的结果</translation>
        </message>
        <message>
            <location filename="gui/pair_view.py" />
            <source>Not there yet</source>
            <translation>尚未生成</translation>
        </message>
        <message>
            <location filename="gui/params_panel.py" />
            <source>Double-click the name to reset.</source>
            <translation>双击名称可恢复默认值。</translation>
        </message>
        <message>
            <location filename="gui/params_panel.py" />
            <source>{label}, number</source>
            <translation>{label}，数值</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>All pictures</source>
            <translation>所有图片</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>BMP and GIF</source>
            <translation>BMP 和 GIF</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>HEIC and AVIF</source>
            <translation>HEIC 和 AVIF</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>Kintsugi project</source>
            <translation>Kintsugi 项目</translation>
        </message>
        <message>
            <location filename="gui/picture_files.py" />
            <source>Pictures and projects</source>
            <translation>图片和项目</translation>
        </message>
        <message>
            <location filename="gui/picture_view.py" />
            <source>After</source>
            <translation>之后</translation>
        </message>
        <message>
            <location filename="gui/picture_view.py" />
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <location filename="gui/picture_view.py" />
            <source>Difference × {factor}</source>
            <translation>差异 × {factor}</translation>
        </message>
        <message>
            <location filename="gui/picture_view.py" />
            <source>Original</source>
            <translation>原图</translation>
        </message>
        <message>
            <location filename="gui/places.py" />
            <source>Looks wrong</source>
            <translation>看起来不对</translation>
        </message>
        <message>
            <location filename="gui/places.py" />
            <source>Marked by hand</source>
            <translation>手动标记</translation>
        </message>
        <message>
            <location filename="gui/preferences.py" />
            <source>Looking for devices</source>
            <translation>正在查找设备</translation>
        </message>
        <message>
            <location filename="gui/problems_desk.py" />
            <source>{label}…</source>
            <translation>{label}…</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/problems_panel.py" />
            <source>%n place</source>
            <translation>
                <numerusform>%n 处</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>After the transfer, places that look wrong are listed here, worst first.</source>
            <translation>应用风格后，看起来不对的地方会列在这里，最严重的在前。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Flagged places, the worst first</source>
            <translation>标记的位置，最严重的在前</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>How many places are flagged, and how much of the picture they take. The picture as a whole scores {score}, from 0 (looks right) to 1 (looks wrong); places are flagged from {threshold} on.</source>
            <translation>标记了多少处，以及它们占图片的比例。整张图片的分数为 {score}，从 0（正常）到 1（异常）；达到 {threshold} 即被标记。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Inspection progress</source>
            <translation>检查进度</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Judged without the photo, so less sure.</source>
            <translation>未参考原图进行判断，可信度较低。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Judged without the style, so less sure.</source>
            <translation>未参考风格进行判断，可信度较低。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>No problems left</source>
            <translation>没有剩余问题</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Nothing looks wrong</source>
            <translation>没有发现问题</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Problems</source>
            <translation>问题</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>Raise the sensitivity to see milder doubts, or paint over any place that you want repaired.</source>
            <translation>调高灵敏度可查看较轻微的疑点，也可以直接涂抹任何想修复的地方。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>The others are ignored or filtered out; the button above shows them again.</source>
            <translation>其余问题已被忽略或筛除；可用上方按钮重新显示。</translation>
        </message>
        <message>
            <location filename="gui/problems_panel.py" />
            <source>{places} · {share}</source>
            <translation>{places} · {share}</translation>
        </message>
        <message>
            <location filename="gui/quality_desk.py" />
            <source>Stop the batch</source>
            <translation>停止批处理</translation>
        </message>
        <message>
            <location filename="gui/quality_desk.py" />
            <source>Stop the batch?</source>
            <translation>要停止批处理吗？</translation>
        </message>
        <message>
            <location filename="gui/quality_desk.py" />
            <source>The batch of this window is not done. What has been written stays.</source>
            <translation>此窗口的批处理尚未完成。已写入的文件会保留。</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Ask again at the next start</source>
            <translation>下次启动时再询问</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Kintsugi was not closed properly.</source>
            <translation>Kintsugi 上次没有正常关闭。</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Later</source>
            <translation>以后再说</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Restore unsaved work</source>
            <translation>恢复未保存的工作</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>This work had not been saved; the last state kept is shown.</source>
            <translation>这些工作尚未保存，下面显示的是最后留存的状态。</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>Untitled picture</source>
            <translation>未命名图片</translation>
        </message>
        <message>
            <location filename="gui/recovery_dialog.py" />
            <source>kept on {when}</source>
            <translation>留存于 {when}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Fingerprint of all that is outside: {digest}…</source>
            <translation>蒙版外全部内容的指纹：{digest}…</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Ignored problem {number}: {kind}. {sentence} Score {score}</source>
            <translation>已忽略的问题 {number}：{kind}。{sentence} 分数 {score}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Problem {number}: {kind}. {sentence} Score {score}</source>
            <translation>问题 {number}：{kind}。{sentence} 分数 {score}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Repaired: {kind}</source>
            <translation>已修复：{kind}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Repaired: {kind}. {proof}</source>
            <translation>已修复：{kind}。{proof}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>Score {score} (0 is right, 1 is wrong), {area} pixels, {share} of the picture. The worst come first, by score and size together.</source>
            <translation>分数 {score}（0 为正常，1 为异常），{area} 像素，占图片的 {share}。综合分数和大小，最严重的排在最前。</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>The anomaly is the mean over the repaired place; the score of a problem counts its worse half only.</source>
            <translation>异常值是修复处的平均值；问题的分数只计其中较差的一半。</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>ignored, score {score}</source>
            <translation>已忽略，分数 {score}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>score {score}, size {size}</source>
            <translation>分数 {score}，大小 {size}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>{method}, anomaly {before} → {after}</source>
            <translation>{method}，异常度 {before} → {after}</translation>
        </message>
        <message>
            <location filename="gui/region_list.py" />
            <source>{number}%</source>
            <translation>{number}%</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>First select a problem, or paint over a place</source>
            <translation>请先选择一个问题，或涂抹一处</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Ignore</source>
            <translation>忽略</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>List this problem among the others again</source>
            <translation>将此问题重新列入列表</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>More settings of the repair</source>
            <translation>更多修复设置</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair again</source>
            <translation>重新修复</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair all</source>
            <translation>全部修复</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair all {count}</source>
            <translation>全部修复（{count}）</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair every listed problem, the worst first; each can be undone by itself</source>
            <translation>从最严重的开始修复列出的所有问题；每一处都可单独撤销</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair marked</source>
            <translation>修复涂抹区域</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair no. {number}</source>
            <translation>修复第 {number} 处</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair progress</source>
            <translation>修复进度</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair the selected problem</source>
            <translation>修复所选问题</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair this place once more, by the method above</source>
            <translation>用上方选择的方法再次修复此处</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Repair what you painted</source>
            <translation>修复你涂抹的区域</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Show how softly the repair fades in</source>
            <translation>显示修复过渡的柔和程度</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <location filename="gui/session_places.py" />
            <source>Take back</source>
            <translation>撤回</translation>
        </message>
        <message>
            <location filename="gui/repair_footer.py" />
            <source>Take the selected problem off the list</source>
            <translation>将所选问题从列表中移除</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>Repairing {number} of {count}</source>
            <translation>正在修复第 {number} 处，共 {count} 处</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>Stopped after {number} of {count}: {done}.</source>
            <translation>已在第 {number} 处（共 {count} 处）后停止：{done}。</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>Undo all</source>
            <translation>全部撤销</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>{count} repaired</source>
            <translation>已修复 {count} 处</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>{done}, 1 left as it was: no better candidate</source>
            <translation>{done}，1 处保持原样：没有更好的结果</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>{done}, {count} left as they were: no better candidate</source>
            <translation>{done}，{count} 处保持原样：没有更好的结果</translation>
        </message>
        <message>
            <location filename="gui/repair_round.py" />
            <source>{done}.</source>
            <translation>{done}。</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>As it is</source>
            <translation>保持原样</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Height in pixels</source>
            <translation>高度（像素）</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Keep the shape</source>
            <translation>保持比例</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Keep the shape: width and height follow each other</source>
            <translation>保持比例：宽度和高度联动</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Longest side</source>
            <translation>最长边</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Longest side in pixels</source>
            <translation>最长边（像素）</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Per cent</source>
            <translation>百分比</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Size in per cent</source>
            <translation>按百分比的尺寸</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Width and height</source>
            <translation>宽度和高度</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>Width in pixels</source>
            <translation>宽度（像素）</translation>
        </message>
        <message>
            <location filename="gui/resize_form.py" />
            <source>{width} × {height} pixels</source>
            <translation>{width} × {height} 像素</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Paint the chosen style where the mask is; the rest stays</source>
            <translation>在蒙版处绘制所选风格，其余保持不变</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Paint the style where the mask is, and keep the picture as it is everywhere else</source>
            <translation>只在蒙版处绘制风格，其他地方保持原样</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Stop and keep the picture as it is</source>
            <translation>停止并保持图片原样</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Style only inside the mask</source>
            <translation>仅在蒙版内应用风格</translation>
        </message>
        <message>
            <location filename="gui/run_bar.py" />
            <source>Transfer inside the mask</source>
            <translation>在蒙版内应用风格</translation>
        </message>
        <message>
            <location filename="gui/samples.py" />
            <source>Astronaut</source>
            <translation>宇航员</translation>
        </message>
        <message>
            <location filename="gui/samples.py" />
            <source>Cat</source>
            <translation>猫</translation>
        </message>
        <message>
            <location filename="gui/samples.py" />
            <source>Coffee</source>
            <translation>咖啡</translation>
        </message>
        <message>
            <location filename="gui/section_heading.py" />
            <source>Fold {part} away</source>
            <translation>收起{part}</translation>
        </message>
        <message>
            <location filename="gui/section_heading.py" />
            <source>Show {part}</source>
            <translation>展开{part}</translation>
        </message>
        <message>
            <location filename="gui/session.py" />
            <source>Converting colours</source>
            <translation>正在转换颜色</translation>
        </message>
        <message>
            <location filename="gui/session.py" />
            <source>Starting the engine</source>
            <translation>正在启动引擎</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/session_files.py" />
            <source>%n more file</source>
            <translation>
                <numerusform>另外 %n 个文件</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Exported {name} and {more} to {folder}.</source>
            <translation>已将 {name} 和{more}导出到 {folder}。</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Exported {name} to {folder}.</source>
            <translation>已将 {name} 导出到 {folder}。</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Exporting {name}</source>
            <translation>正在导出 {name}</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Measuring {name}</source>
            <translation>正在测量 {name}</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Reading {name}</source>
            <translation>正在读取 {name}</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Restoring {name}</source>
            <translation>正在恢复 {name}</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>Show folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <location filename="gui/session_files.py" />
            <source>picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <location filename="gui/session_inspection.py" />
            <source>Looking for problems</source>
            <translation>正在查找问题</translation>
        </message>
        <message>
            <location filename="gui/session_masks.py" />
            <source>Marking the problem</source>
            <translation>正在标记问题</translation>
        </message>
        <message>
            <location filename="gui/session_masks.py" />
            <source>Reshaping the mask</source>
            <translation>正在调整蒙版</translation>
        </message>
        <message>
            <location filename="gui/session_masks.py" />
            <source>The heatmap has no edge near what you marked, so the mask stays as it is.</source>
            <translation>热力图在你涂抹的附近没有边缘，蒙版保持不变。</translation>
        </message>
        <message>
            <location filename="gui/session_places.py" />
            <source>Problem {number} is off the list.</source>
            <translation>问题 {number} 已从列表中移除。</translation>
        </message>
        <message>
            <location filename="gui/session_repairs.py" />
            <source>Another way</source>
            <translation>换一种方式</translation>
        </message>
        <message>
            <location filename="gui/session_repairs.py" />
            <source>Repairing</source>
            <translation>正在修复</translation>
        </message>
        <message>
            <location filename="gui/session_repairs.py" />
            <source>Repairing again</source>
            <translation>正在重新修复</translation>
        </message>
        <message>
            <location filename="gui/session_repairs.py" />
            <source>Repairing problem {number}</source>
            <translation>正在修复问题 {number}</translation>
        </message>
        <message>
            <location filename="gui/session_repairs.py" />
            <source>{what} {proof}</source>
            <translation>{what}{proof}</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source> MB</source>
            <translation> MB</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source> min</source>
            <translation> 分钟</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Automatic</source>
            <translation>自动选择</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Graphics (Apple Metal)</source>
            <translation>图形处理器（Apple Metal）</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Graphics card (CUDA)</source>
            <translation>显卡（CUDA）</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Language, theme, engine settings and keys go back to their defaults.</source>
            <translation>语言、主题、引擎设置和快捷键都将恢复为默认值。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Large photos are painted in tiles. Larger tiles are a little faster; choose less where memory is short. The picture stays the same.</source>
            <translation>大照片会分块绘制。图块越大速度略快；内存不足时请调小。画面效果不变。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Light or dark surroundings for the picture.</source>
            <translation>图片周围使用浅色或深色界面。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Look for problems after each transfer</source>
            <translation>每次应用风格后查找问题</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Memory for a tile</source>
            <translation>图块内存</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Memory for undo</source>
            <translation>撤销内存</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Never</source>
            <translation>从不</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Number format</source>
            <translation>数值格式</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Preferences</source>
            <translation>首选项</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Processor (CPU)</source>
            <translation>处理器（CPU）</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/style_crop_dialog.py" />
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Reset all preferences?</source>
            <translation>要重置所有首选项吗？</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Reset to defaults…</source>
            <translation>恢复默认设置…</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>Run on</source>
            <translation>运行设备</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Safety copy every</source>
            <translation>自动备份间隔</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>The heatmap and the list of problems are made as soon as a picture is painted. Without this, ask with “Look for problems again”.</source>
            <translation>图片绘制完成后立即生成热力图和问题列表。关闭后，可用“重新查找问题”手动检查。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>The words of this window change at once.</source>
            <translation>窗口中的文字会立即切换。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Unsaved work is copied aside this often, so that it can be recovered after a crash. Your own files are never touched.</source>
            <translation>按此间隔为未保存的工作另存一份备份，以便在崩溃后恢复。绝不会改动你自己的文件。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>When the steps need more than this, the oldest can no longer be undone.</source>
            <translation>操作步骤占用的内存超过此值时，最早的步骤将无法再撤销。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Where the networks run. Takes effect with the next transfer or inspection.</source>
            <translation>神经网络在哪里运行。下次应用风格或检查时生效。</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>Work</source>
            <translation>工作方式</translation>
        </message>
        <message>
            <location filename="gui/settings_dialog.py" />
            <source>bfloat16 is faster on some processors, float32 is exact. Automatic takes the faster one. Takes effect with the next transfer or inspection.</source>
            <translation>bfloat16 在某些处理器上更快，float32 更精确。“自动”会选用较快的一种。下次应用风格或检查时生效。</translation>
        </message>
        <message>
            <location filename="gui/sheet_view.py" />
            <source>Sample sheet</source>
            <translation>样张</translation>
        </message>
        <message>
            <location filename="gui/sheet_view.py" />
            <source>The first sample sheet comes soon.</source>
            <translation>第一张样张即将生成。</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Actions and their keys</source>
            <translation>功能及其快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Back to default</source>
            <translation>恢复默认</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Choose a row, then press the new key.</source>
            <translation>选择一行，然后按下新的快捷键。</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Find an action or a key</source>
            <translation>查找功能或快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Key</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>New key</source>
            <translation>新快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Use it here instead</source>
            <translation>改为用在这里</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Use this key</source>
            <translation>使用此快捷键</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>What it does</source>
            <translation>功能</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>Where</source>
            <translation>位置</translation>
        </message>
        <message>
            <location filename="gui/shortcuts_dialog.py" />
            <source>{key} already belongs to “{action}”.</source>
            <translation>{key} 已用于“{action}”。</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>How wrong the place under the pointer looks: 0 is right, 1 is wrong</source>
            <translation>指针所在位置的异常度：0 为正常，1 为异常</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>Memory that Kintsugi takes now</source>
            <translation>Kintsugi 当前占用的内存</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>Pixel under the pointer</source>
            <translation>指针所在像素</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>Size of the picture and bits per channel</source>
            <translation>图片尺寸与每通道位数</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>Where the networks run</source>
            <translation>神经网络的运行设备</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <location filename="gui/tool_bar.py" />
            <source>Zoom</source>
            <translation>缩放</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>anomaly {score}</source>
            <translation>异常度 {score}</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>{size} GB</source>
            <translation>{size} GB</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>{size} MB</source>
            <translation>{size} MB</translation>
        </message>
        <message>
            <location filename="gui/status_line.py" />
            <source>{width} × {height} · {bits} bit</source>
            <translation>{width} × {height} · {bits} 位</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Enlarge the style for larger strokes, reduce it for finer ones</source>
            <translation>放大风格可得到更大的笔触，缩小则更细腻</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Part of “{title}”</source>
            <translation>“{title}”的局部</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Rotation</source>
            <translation>旋转</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Scale</source>
            <translation>比例</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>The whole picture, upright, at its own scale</source>
            <translation>使用整张图片，不旋转，原始比例</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Turn left</source>
            <translation>向左旋转</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Turn right</source>
            <translation>向右旋转</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Turn the style by 90° to the left</source>
            <translation>将风格向左旋转 90°</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Turn the style by 90° to the right</source>
            <translation>将风格向右旋转 90°</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Turn the style: strokes that ran across then run upwards</source>
            <translation>旋转风格：原本横向的笔触会变为纵向</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>Used part</source>
            <translation>使用的部分</translation>
        </message>
        <message>
            <location filename="gui/style_crop_dialog.py" />
            <source>What of the picture is used, at the scale at which it is used</source>
            <translation>使用图片的哪一部分，以及使用时的比例</translation>
        </message>
        <message>
            <location filename="gui/style_crop_view.py" />
            <source>Arrow keys move the frame, Shift with arrow keys changes its size.</source>
            <translation>方向键移动选框，Shift 加方向键调整大小。</translation>
        </message>
        <message>
            <location filename="gui/style_crop_view.py" />
            <source>Part of the style that is used</source>
            <translation>所使用的风格部分</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>All styles</source>
            <translation>全部风格</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>Drawn by StyleNet, which takes any picture as a style.</source>
            <translation>由 StyleNet 绘制，它可以把任意图片当作风格。</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>Drawn by a CycleGAN of its own, which knows no other style. Strength, stroke size and colours work as always; in a mix StyleNet takes its place.</source>
            <translation>由专属的 CycleGAN 绘制，它只会这一种风格。强度、笔触大小和颜色照常有效；在混合中由 StyleNet 代替。</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>Drawn by a StyleNet that was trained further on this style. Strength, stroke size and colours work as always; in a mix the StyleNet for all styles takes its place.</source>
            <translation>由针对此风格继续训练过的 StyleNet 绘制。强度、笔触大小和颜色照常有效；在混合中由通用的 StyleNet 代替。</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>Show styles of one kind: any picture, drawn by StyleNet, or collections and adapted styles, each with a generator of its own</source>
            <translation>只显示一类风格：由 StyleNet 绘制的任意图片，或各有专属生成模型的作品集和已适配风格</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>What draws the styles</source>
            <translation>风格由什么绘制</translation>
        </message>
        <message>
            <location filename="gui/style_families.py" />
            <source>“{title}” is drawn by a generator of its own, which looks at no picture: there is nothing to crop. Strength, stroke size and colours work as always.</source>
            <translation>“{title}”由专属的生成模型绘制，它不看图片，因此没有可裁剪的内容。强度、笔触大小和颜色照常有效。</translation>
        </message>
        <message>
            <location filename="gui/style_gallery.py" />
            <source>Arrow keys choose, F makes a favourite, plus adds to a mix, Delete removes.</source>
            <translation>方向键选择，F 键收藏，加号加入混合，Delete 键移除。</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>Not among your own styles</source>
            <translation>不在自定义风格中</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>Style {title}</source>
            <translation>风格：{title}</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>Your own picture, {width} × {height}</source>
            <translation>你自己的图片，{width} × {height}</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>Your own style</source>
            <translation>你的自定义风格</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>chosen</source>
            <translation>已选中</translation>
        </message>
        <message>
            <location filename="gui/style_list.py" />
            <source>favourite</source>
            <translation>已收藏</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Add to the mix</source>
            <translation>加入混合</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Favourite</source>
            <translation>收藏</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Rename…</source>
            <translation>重命名…</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Save as own style…</source>
            <translation>保存为自定义风格…</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Show the artwork</source>
            <translation>查看原作</translation>
        </message>
        <message>
            <location filename="gui/style_menu.py" />
            <source>Take out of the mix</source>
            <translation>移出混合</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Crop {title}</source>
            <translation>裁剪 {title}</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>End the mix</source>
            <translation>结束混合</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>How much of “{title}” there is in the picture, next to the others</source>
            <translation>“{title}”相对于其他风格在图片中的比重</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>How much of “{title}”, as StyleNet sees it, there is in the picture, next to the others</source>
            <translation>StyleNet 所理解的“{title}”在画面中所占的比重，相对于其他风格</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Keep only the strongest style</source>
            <translation>只保留权重最大的风格</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/style_mix.py" />
            <source>Mix of %n style</source>
            <translation>
                <numerusform>%n 种风格的混合</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Remove {title}</source>
            <translation>移除 {title}</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>StyleNet draws a mix: “{title}” counts with what StyleNet sees of it, not with the generator of its own.</source>
            <translation>混合风格由 StyleNet 绘制：“{title}”按 StyleNet 对它的理解参与，而不使用它专属的生成模型。</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Swap weights</source>
            <translation>颠倒权重</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Take “{title}” out of the mix</source>
            <translation>将“{title}”移出混合</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Turn the weights round: the strongest style becomes the weakest</source>
            <translation>颠倒权重：最强的风格变为最弱</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Use only a part of “{title}”, turned or with larger strokes</source>
            <translation>只使用“{title}”的一部分，可旋转或放大笔触</translation>
        </message>
        <message>
            <location filename="gui/style_mix.py" />
            <source>Weight of {title}</source>
            <translation>{title} 的权重</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>A mix, drawn by StyleNet</source>
            <translation>混合风格，由 StyleNet 绘制</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>A mix; the weights are below</source>
            <translation>混合风格；权重在下方</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Adapt a style to your photo with Picture &gt; Adapt to this picture…, and keep it to find it here.</source>
            <translation>用“图片 &gt; 适配此图片…”让一种风格适配你的照片并保留，就会出现在这里。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Choose one below</source>
            <translation>请在下方选择</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Click the star of a style to find it here.</source>
            <translation>点击风格上的星标，即可在此找到它。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Crop the style</source>
            <translation>裁剪风格</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Drop a picture here to use it as a style, or paste it.</source>
            <translation>将图片拖放或粘贴到这里，用作风格。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Favourites</source>
            <translation>收藏夹</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>No style has these words in its title, artist or year.</source>
            <translation>没有风格的标题、作者或年份包含这些文字。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>No style of this kind is on this shelf.</source>
            <translation>这里没有这一类风格。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Own styles</source>
            <translation>自定义风格</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Search by title, artist or year</source>
            <translation>按标题、作者或年份搜索</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Show only styles with a star</source>
            <translation>只显示加星标的风格</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Show only the styles used last</source>
            <translation>只显示最近用过的风格</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Show only your own styles and pictures</source>
            <translation>只显示你自己的风格和图片</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>StyleNet draws a mix.</source>
            <translation>混合风格由 StyleNet 绘制。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Styles that you have used appear here.</source>
            <translation>你用过的风格会显示在这里。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>There are no styles.</source>
            <translation>没有可用的风格。</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Use any picture as the style; you can also drop or paste it here</source>
            <translation>使用任意图片作为风格；也可以拖放或粘贴到这里</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Use my own picture…</source>
            <translation>使用我自己的图片…</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>Use only a part of the style picture, turned or with larger strokes</source>
            <translation>只使用风格图片的一部分，可旋转或放大笔触</translation>
        </message>
        <message>
            <location filename="gui/style_panel.py" />
            <source>cropped</source>
            <translation>已裁剪</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>Preview – Transfer paints it in full</source>
            <translation>预览——应用风格可绘制完整图片</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>Preview – Transfer replaces your repairs</source>
            <translation>预览——应用风格会替换你的修复</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>Preview – the full picture is being painted</source>
            <translation>预览——正在绘制完整图片</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>Remove “{title}”?</source>
            <translation>要移除“{title}”吗？</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>Rename “{title}”</source>
            <translation>重命名“{title}”</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>The style and the copies of its pictures are deleted. Pictures made with it stay.</source>
            <translation>将删除该风格及其图片副本。用它制作的图片会保留。</translation>
        </message>
        <message>
            <location filename="gui/styling.py" />
            <source>“{title}” is no longer one of your styles; this picture keeps it until you choose another.</source>
            <translation>“{title}”已不在你的自定义风格中；在你另选风格之前，这张图片会继续使用它。</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Amplify × {factor}</source>
            <translation>放大 × {factor}</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Brush hardness</source>
            <translation>画笔硬度</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Brush size</source>
            <translation>画笔大小</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Diameter of the brush in pixels of the picture</source>
            <translation>画笔直径，以图片像素为单位</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>From the photo</source>
            <translation>与照片比较</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>From the result before its repairs</source>
            <translation>与修复前的结果比较</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Hardness of the brush: how far from its middle it marks fully</source>
            <translation>画笔硬度：从中心向外多远仍完全涂抹</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Heatmap opacity</source>
            <translation>热力图不透明度</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>How much differences are amplified, and what they are measured from</source>
            <translation>差异放大的倍数，以及以什么为基准</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>How much the heatmap covers the picture</source>
            <translation>热力图覆盖图片的程度</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <location filename="gui/tool_bar.py" />
            <source>Zoom; click for the actual size</source>
            <translation>缩放比例；点击显示实际大小</translation>
        </message>
        <message>
            <location filename="gui/train_desk.py" />
            <source>It is saved, and you can go on with it later.</source>
            <translation>训练会保存，以后可以继续。</translation>
        </message>
        <message>
            <location filename="gui/train_desk.py" />
            <source>Stop the training?</source>
            <translation>停止训练？</translation>
        </message>
        <message>
            <location filename="gui/train_desk.py" />
            <source>The training goes on. Picture &gt; Train a collection… shows how it fares.</source>
            <translation>训练仍在进行。“图片 &gt; 训练作品集…”可查看进展。</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>%n picture</source>
            <translation>
                <numerusform>%n 张图片</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>A generator of your own learns from your photos and pictures of a style, and becomes a style in the gallery. You can work on meanwhile, stop it at any time and go on with it later. Nothing leaves this computer.</source>
            <translation>用你的照片和某种风格的图片训练一个专属的生成模型，完成后成为风格库中的一种风格。训练期间可以照常工作，随时停止，以后再继续。任何内容都不会离开这台电脑。</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>End at once</source>
            <translation>立即结束</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Keep as it is</source>
            <translation>按现状保留</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Left your photos, painted, and back again; right your style pictures, as photos, and back again. None of them is learnt from.</source>
            <translation>左边是你的照片、绘制结果和还原；右边是你的风格图片、变成的照片和还原。这些图片不参与学习。</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Make a style of what has been reached, and train no more</source>
            <translation>把目前的成果存为风格，不再训练</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Open sheet</source>
            <translation>打开样张</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Save it, so that you can go on with it later</source>
            <translation>保存训练，以便以后继续</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Show the newest sample sheet at its full size, in your program for pictures</source>
            <translation>用您的图片程序以原始大小显示最新的样张</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Time spent</source>
            <translation>已用时间</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Train a collection</source>
            <translation>训练作品集</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Without saving; what was saved last is kept</source>
            <translation>不保存；上次保存的内容仍在</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>Your photos in your style pictures; none of them is learnt from.</source>
            <translation>用你的风格图片绘制你的照片；这些图片不参与学习。</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>{done} of {all} min</source>
            <translation>{done} / {all} 分钟</translation>
        </message>
        <message>
            <location filename="gui/train_dialog.py" />
            <source>{photos} and {pictures} of the style, on {device}.</source>
            <translation>{photos}，风格 {pictures}，在 {device} 上。</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_form.py" />
            <source>At least %n picture.</source>
            <translation>
                <numerusform>至少 %n 张图片。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Choose a folder</source>
            <translation>选择文件夹</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Choose a folder of photos and one of style pictures.</source>
            <translation>请选择一个照片文件夹和一个风格图片文件夹。</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Collection (CycleGAN)</source>
            <translation>作品集（CycleGAN）</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Counting the pictures…</source>
            <translation>正在清点图片…</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Fine-tuned StyleNet</source>
            <translation>微调的 StyleNet</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Its time is spent; give it more, or keep it as it is.</source>
            <translation>它的时间已用完；请增加时间，或按现状保留。</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Learns from photos and pictures of one hand or kind, without pairs, in the game of generators and discriminators. Takes an hour or more on a processor, much less on a graphics card, and may invent things.</source>
            <translation>从照片和同一作者或同一类的图片中学习，无需配对，靠生成模型与检查模型的对抗。处理器需一小时以上，显卡快得多；有时会凭空添加内容。</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>New training</source>
            <translation>新的训练</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Style pictures</source>
            <translation>风格图片</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Time in all</source>
            <translation>总时间</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>Trains the generator that ships further on your pictures. Steadier, and nearer to what StyleNet does already. What is kept is one style, the mean of your pictures, listed as adapted.</source>
            <translation>用你的图片继续训练随附的生成模型。更稳定，也更接近 StyleNet 原有的效果。保留的是一种风格，即你的图片的平均，列为已适配。</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>What</source>
            <translation>内容</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>in all, however often it is stopped</source>
            <translation>总计，与停止的次数无关</translation>
        </message>
        <message>
            <location filename="gui/train_form.py" />
            <source>{title}, {kind}, {spent} of {minutes} min</source>
            <translation>{title}，{kind}，{spent} / {minutes} 分钟</translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_form.py" />
            <source>“{folder}” needs at least %n picture.</source>
            <translation>
                <numerusform>“{folder}”至少需要 %n 张图片。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>Ended. What was saved last is kept, and you can go on with it.</source>
            <translation>已结束。上次保存的内容仍在，可以由此继续。</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>Reading picture {done} of {all}…</source>
            <translation>正在读取第 {done} 张图片，共 {all} 张…</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>Starting…</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>Stopped and saved. You can go on with it at any time.</source>
            <translation>已停止并保存。可以随时继续。</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>Stopping after this step, and saving…</source>
            <translation>完成这一步后停止并保存…</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>The training broke off. What was saved last is kept; start it again to go on.</source>
            <translation>训练中断。上次保存的内容仍在；重新开始即可继续。</translation>
        </message>
        <message>
            <location filename="gui/train_work.py" />
            <source>The training could not be started ({reason}).</source>
            <translation>训练无法启动（{reason}）。</translation>
        </message>
        <message>
            <location filename="gui/windows.py" />
            <source>{sentence} What is left of it was kept as {path}.</source>
            <translation>{sentence} 残留的部分已保存为 {path}。</translation>
        </message>
        <message>
            <location filename="gui/workbench.py" />
            <source>The picture changed in the meantime, so that result was dropped.</source>
            <translation>在此期间图片已发生变化，因此舍弃了该结果。</translation>
        </message>
        <message>
            <location filename="gui/workbench.py" />
            <source>{job}…</source>
            <translation>{job}…</translation>
        </message>
    </context>
</TS>
